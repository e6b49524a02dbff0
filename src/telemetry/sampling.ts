import type {TraceParent} from './trace-context.ts';

/** Which runs are traced. */
export interface Sampling {
  /** Whether an incoming context decides, if there is one. */
  readonly followsParent: boolean;
  /** The share of the others. */
  readonly ratio: number;
}

/** Whether a run is traced: the same for all that decide by the ratio of the same trace. */
export function isSampled({followsParent, ratio}: Sampling, traceId: string, parent?: TraceParent): boolean {
  if (followsParent && parent) return parent.isSampled;
  // The last 56 bits are random: https://www.w3.org/TR/trace-context-2/#random-trace-id-flag
  return parseInt(traceId.slice(-14), 16) < ratio * 2 ** 56;
}

/** A number from 0 to 1; `undefined` for anything else. */
export function parseRatio(text: string): number | undefined {
  const ratio = Number(text);
  return ratio >= 0 && ratio <= 1 ? ratio : undefined;
}
