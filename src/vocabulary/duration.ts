const unitsMs = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};

/**
 * Parses a duration of the launch file to milliseconds: `250ms`, `1.5s`, `2m`, `1m30s`.
 *
 * @throws Error for anything else, which is a bug since the shape of the file was checked before.
 */
export function parseDuration(text: string): number {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) throw new Error(`not a duration: ${text}`);
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    sum += Number(amount) * unitsMs[unit as keyof typeof unitsMs];
  // Round to microseconds: `1.1s` is 1100, not 1100.0000000000002.
  return Number(sum.toFixed(3));
}

/** A duration for people, with two or three significant digits: `250 ms`, `1.4 s`, `2 m 5 s`, `1 h 4 m`. */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${tenths / 10} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return twoUnits(seconds, 60, 'm', 's');
  return twoUnits(Math.round(seconds / 60), 60, 'h', 'm');
}

function twoUnits(amount: number, size: number, large: string, small: string): string {
  const rest = amount % size;
  return `${(amount - rest) / size} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** The shorter of `ms` and the limit. The limit is rounded to tenths of a second for readability. */
export function limitedMs(ms: number, limitMs: number): number {
  return limitMs < ms ? Math.max(0, Math.round(limitMs / 100) * 100) : ms;
}
