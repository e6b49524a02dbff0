/** The time limits and the pace of a probe. */
export interface Limits {
  /** The limit for the whole wait, from the first attempt. */
  readonly timeoutMs: number;
  /** The limit for one attempt. */
  readonly attemptTimeoutMs: number;
  /** The required number of consecutive successes. */
  readonly successes: number;
  /** A fixed pause between attempts. By default, the pause grows with the time waited (pace.ts). */
  readonly intervalMs?: number;
}

/** The defaults of the launch file. */
export const defaultLimits: Limits = {timeoutMs: 30_000, attemptTimeoutMs: 2_000, successes: 1};
