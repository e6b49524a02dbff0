import type {Clock} from '../../vocabulary/clock.ts';

/** Waits that end within this time of each other share a timer. */
const TOGETHER_MS = 5;

/** Waits that share a timer. */
interface Waits {
  readonly endsAt: number;
  readonly acts: Set<() => void>;
  close(): void;
}

/** The last waits for each signal. */
const last = new WeakMap<AbortSignal, Waits>();

/**
 * Calls `act` after `ms`, a little earlier, or when `force` is aborted. Returns a function that cancels the call. Hundreds of services
 * that stop together need one timer and one listener.
 */
export function afterTogether(
  ms: number,
  act: () => void,
  {clock, force}: {readonly clock: Clock; readonly force: AbortSignal},
): () => void {
  const endsAt = clock.now() + ms;
  let waits = last.get(force);
  const isShared =
    waits && waits.acts.size > 0 && waits.endsAt <= endsAt && endsAt - waits.endsAt <= TOGETHER_MS;
  if (!waits || !isShared) {
    waits = openWaits(endsAt, clock.deadline(ms), force);
    last.set(force, waits);
  }
  const {acts, close} = waits;
  acts.add(act);
  return () => {
    if (acts.delete(act) && acts.size === 0) close();
  };
}

function openWaits(endsAt: number, deadline: ReturnType<Clock['deadline']>, force: AbortSignal): Waits {
  const acts = new Set<() => void>();
  const end = (): void => {
    for (const act of acts) act();
  };
  deadline.signal.addEventListener('abort', end, {once: true});
  force.addEventListener('abort', end, {once: true});
  return {
    ...{endsAt, acts},
    close() {
      deadline.cancel();
      force.removeEventListener('abort', end);
    },
  };
}
