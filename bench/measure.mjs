/**
 * Measures all contenders in turn, `rounds` times: what else the machine does then falls on all of them alike. Each round
 * begins with another one. Before the first round each runs once unmeasured, so that what it reads is in memory.
 *
 * @param contenders records `{name, run}`; `run(round)` does the thing once and gives what it measured
 * @returns the samples by name, in the order of rounds
 */
export async function interleave(contenders, {rounds, warmUp = true, onRound = () => undefined}) {
  const samples = new Map(contenders.map(({name}) => [name, []]));
  if (warmUp) for (const {run} of contenders) await run(0);
  for (let round = 0; round < rounds; round++) {
    onRound(round);
    for (let turn = 0; turn < contenders.length; turn++) {
      const {name, run} = contenders[(round + turn) % contenders.length];
      samples.get(name).push(await run(round));
    }
  }
  return samples;
}

/** The middle one, or the mean of the two in the middle. */
export function median(numbers) {
  const sorted = ascending(numbers);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The smallest number that at least `share` (0 to 1) of all do not exceed. */
export function quantile(numbers, share) {
  const sorted = ascending(numbers);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** The middle half, as `41.2–43.9`: how far a number can be trusted. */
export function spread(numbers, digits = 1) {
  return `${quantile(numbers, 0.25).toFixed(digits)}–${quantile(numbers, 0.75).toFixed(digits)}`;
}

function ascending(numbers) {
  return [...numbers].sort((one, other) => one - other);
}
