/** Time, as an argument, so that tests own it. */
export interface Clock {
  /** Milliseconds since some fixed point in time; never goes backwards. */
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` fires; never rejects. Keeps the process alive while it waits. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A signal that fires after `ms`, and the way to give it up. */
  deadline(ms: number): {readonly signal: AbortSignal; cancel(): void};
}
