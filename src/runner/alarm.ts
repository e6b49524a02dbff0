import type {Clock} from '../vocabulary/clock.ts';

/** A signal that is aborted at a time that can be changed until then. */
export interface Alarm {
  readonly signal: AbortSignal;
  /** On the clock; `Infinity` if it is not set. */
  at(): number;
  set(at: number): void;
  /** Gives up its timer. */
  cancel(): void;
}

/** An alarm that is not set; `reason` is that of its signal. */
export function alarm(clock: Clock, reason?: Error): Alarm {
  const controller = new AbortController();
  let at = Infinity;
  let timer: {cancel(): void} | undefined;
  return {
    signal: controller.signal,
    at: () => at,
    set(time) {
      at = time;
      timer?.cancel();
      const deadline = clock.deadline(Math.max(0, time - clock.now()));
      deadline.signal.addEventListener('abort', () => controller.abort(reason), {once: true});
      timer = deadline;
    },
    cancel: () => timer?.cancel(),
  };
}
