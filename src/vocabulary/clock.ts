/** The time, injected so that tests control it. */
export interface Clock {
  /** Milliseconds since a fixed point in time. Monotonic. */
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` fires; never rejects. Keeps the process alive while it waits. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A signal that fires after `ms`, unless it is cancelled. */
  deadline(ms: number): {readonly signal: AbortSignal; cancel(): void};
}
