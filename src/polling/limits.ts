/** The time limits of a probe, and its pace. */
export interface Limits {
  /** For the whole wait, from its first attempt. */
  readonly timeoutMs: number;
  /** For one attempt. */
  readonly attemptTimeoutMs: number;
  /** How often the probe must pass in a row. */
  readonly successes: number;
  /** A fixed pause between attempts; without one, the pause grows with the time waited (pace.ts). */
  readonly intervalMs?: number;
}

/** The defaults of the launch file. */
export const defaultLimits: Limits = {timeoutMs: 30_000, attemptTimeoutMs: 2_000, successes: 1};
