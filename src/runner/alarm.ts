import type {Clock} from '../vocabulary/clock.ts';

/** A signal that fires at a time that can be changed. */
export interface Alarm {
  readonly signal: AbortSignal;
  /** The clock time of the alarm; `Infinity` if not set. */
  at(): number;
  set(at: number): void;
  /** Aborts the signal now. */
  ring(): void;
  /** Clears the timer. */
  cancel(): void;
}

/** Creates an alarm without a time; `reason` becomes the abort reason of its signal. */
export function alarm(clock: Clock, reason?: Error): Alarm {
  const controller = new AbortController();
  let at = Infinity;
  let timer: {cancel(): void} | undefined;
  const ring = (): void => controller.abort(reason);
  return {
    signal: controller.signal,
    at: () => at,
    set(time) {
      at = time;
      timer?.cancel();
      const deadline = clock.deadline(Math.max(0, time - clock.now()));
      deadline.signal.addEventListener('abort', ring, {once: true});
      timer = deadline;
    },
    ring,
    cancel: () => timer?.cancel(),
  };
}
