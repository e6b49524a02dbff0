import type {Clock} from '../../src/vocabulary/clock.ts';

/** A clock that advances only under the control of the test. */
export interface FakeClock extends Clock {
  /** Advances by `ms`. Timers fire in order, each at its own time, with all of its consequences. */
  advance(ms: number): Promise<void>;
  /** Advances from timer to timer until `promise` settles. Throws if no timer is left. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Resolves once a sleep or deadline is pending, for tests with events outside of the clock, such as sockets. */
  untilWaiting(): Promise<void>;
  /** The number of pending sleeps and deadlines. */
  readonly timers: number;
  /** Milliseconds until the next timer, or `Infinity` if there is none. */
  readonly nextIn: number;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** @param start initial result of `now()` */
export function fakeClock(start = 0): FakeClock {
  let now = start;
  const timers = new Set<Timer>();
  const onTimer = new Set<() => void>();

  const after = (ms: number, fire: () => void): (() => void) => {
    const timer = {at: now + Math.max(0, ms), fire};
    timers.add(timer);
    for (const listener of onTimer) listener();
    onTimer.clear();
    return () => timers.delete(timer);
  };
  const fireNext = async (limit: number): Promise<boolean> => {
    const next = earliest(timers);
    if (next === undefined || next.at > limit) return false;
    timers.delete(next);
    now = next.at;
    next.fire();
    await settle();
    return true;
  };

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise(resolve => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const wake = () => {
          forget();
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const forget = after(ms, wake);
        signal.addEventListener('abort', wake);
      }),
    deadline(ms) {
      const controller = new AbortController();
      return {signal: controller.signal, cancel: after(ms, () => controller.abort())};
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      while (await fireNext(end));
      now = end;
    },
    async until(promise) {
      const state = {settled: false};
      const mark = () => (state.settled = true);
      promise.then(mark, mark);
      await settle();
      while (!state.settled) {
        if (!(await fireNext(Infinity))) throw new Error('waits for something, but no timer is left');
      }
      return promise;
    },
    untilWaiting: () =>
      new Promise(resolve => {
        if (timers.size > 0) resolve();
        else onTimer.add(resolve);
      }),
    get nextIn() {
      return (earliest(timers)?.at ?? Infinity) - now;
    },
    get timers() {
      return timers.size;
    },
  };
}

/** The next timer. Of several at the same time, the one that was set first. */
function earliest(timers: Iterable<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (first === undefined || timer.at < first.at) first = timer;
  return first;
}

/** Runs all pending promise callbacks, which come before the next immediate. */
function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
