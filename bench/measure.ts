export interface Contender<Sample> {
  readonly name: string;
  /** Runs once and returns its measurement. */
  run(round: number): Promise<Sample>;
}

export interface Interleaving {
  readonly rounds: number;
  readonly warmUp?: boolean;
  readonly onRound?: (round: number) => void;
}

/** The measurements of each contender, in the order of the rounds. */
export interface Samples<Sample> {
  of(name: string): readonly Sample[];
  readonly byName: Readonly<Record<string, readonly Sample[]>>;
}

/**
 * Measures all contenders in turn, `rounds` times, so that other load on the machine affects them equally. Each round
 * starts with another contender. Before the first round, each contender runs once unmeasured, so that its files are
 * cached.
 */
export async function interleave<Sample>(
  contenders: readonly Contender<Sample>[],
  {rounds, warmUp = true, onRound = () => undefined}: Interleaving,
): Promise<Samples<Sample>> {
  const samples = new Map(contenders.map(({name}) => [name, [] as Sample[]]));
  if (warmUp) for (const contender of contenders) await contender.run(0);
  for (let round = 0; round < rounds; round++) {
    onRound(round);
    const first = round % contenders.length;
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)])
      samples.get(contender.name)?.push(await contender.run(round));
  }
  return {of: name => samples.get(name) ?? [], byName: Object.fromEntries(samples)};
}

/** The middle number, or the mean of the two middle ones. */
export function median(numbers: readonly number[]): number {
  const sorted = ascending(numbers);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The smallest number that is at least as large as a `share` (0 to 1) of all numbers. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = ascending(numbers);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** The interquartile range, as `41.2–43.9`. */
export function spread(numbers: readonly number[], digits = 1): string {
  return `${quantile(numbers, 0.25).toFixed(digits)}–${quantile(numbers, 0.75).toFixed(digits)}`;
}

/** Each number divided by the number of the same round. */
export function ratios(numbers: readonly number[], bases: readonly number[]): readonly number[] {
  return numbers.map((number, round) => number / (bases[round] ?? NaN));
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((one, other) => one - other);
}
