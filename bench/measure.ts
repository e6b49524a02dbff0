export interface Contender<Sample> {
  readonly name: string;
  /** Does the thing once and gives what it measured. */
  run(round: number): Promise<Sample>;
}

export interface Interleaving {
  readonly rounds: number;
  readonly warmUp?: boolean;
  readonly onRound?: (round: number) => void;
}

/** The measurements of each contender, in the order of rounds. */
export interface Samples<Sample> {
  of(name: string): readonly Sample[];
  readonly byName: Readonly<Record<string, readonly Sample[]>>;
}

/**
 * Measures all contenders in turn, `rounds` times: what else the machine does then falls on all of them alike. Each round
 * begins with another one. Before the first round each runs once unmeasured, so that what it reads is in memory.
 *
 * @param contenders records `{name, run}`; `run(round)` does the thing once and gives what it measured
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

/** The middle one, or the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = ascending(numbers);
  const middle = sorted.length >> 1;
  const [low = NaN, high = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The smallest number that at least `share` (0 to 1) of all do not exceed. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = ascending(numbers);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** The middle half, as `41.2–43.9`: how far a number can be trusted. */
export function spread(numbers: readonly number[], digits = 1): string {
  return `${quantile(numbers, 0.25).toFixed(digits)}–${quantile(numbers, 0.75).toFixed(digits)}`;
}

/** Each number divided by that of the same round. */
export function ratios(numbers: readonly number[], bases: readonly number[]): readonly number[] {
  return numbers.map((number, round) => number / (bases[round] ?? NaN));
}

function ascending(numbers: readonly number[]): readonly number[] {
  return [...numbers].sort((one, other) => one - other);
}
