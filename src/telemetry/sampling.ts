import type {TraceParent} from './trace-context.ts';

/** Decides which runs are traced. */
export interface Sampling {
  /** Whether an incoming context takes precedence over the ratio. */
  readonly followsParent: boolean;
  /** The share of all other runs that is traced. */
  readonly ratio: number;
}

/** Whether a run is traced. All programs of a trace that use the same ratio decide alike. */
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
