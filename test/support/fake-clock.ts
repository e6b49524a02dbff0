import type {Clock} from '../../src/vocabulary/clock.ts';

/** A clock that moves only when the test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on by `ms`: everything due on the way happens at its own moment, in order, each with all that follows from it. */
  advance(ms: number): Promise<void>;
  /** Moves time on, from one timer to the next, until `promise` settles; throws when no timer is left that could settle it. */
  until<T>(promise: Promise<T>): Promise<T>;
  /** Resolves once a sleep or deadline is under way: for tests in which the world (a socket) comes before the clock. */
  untilWaiting(): Promise<void>;
  /** How many sleeps and deadlines are under way: neither over nor given up. */
  readonly timers: number;
  /** Milliseconds until the next of them is due; `Infinity` if there is none. */
  readonly nextIn: number;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** @param start what `now()` says at first */
export function fakeClock(start = 0): FakeClock {
  let now = start;
  const timers = new Set<Timer>();
  const onTimer = new Set<() => void>();

  const after = (ms: number, fire: () => void): (() => void) => {
    const timer = {at: now + Math.max(0, ms), fire};
    timers.add(timer);
    for (const tell of onTimer) tell();
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

/** The timer that is due first; of several at one moment, the one set first. */
function earliest(timers: Iterable<Timer>): Timer | undefined {
  let first: Timer | undefined;
  for (const timer of timers) if (first === undefined || timer.at < first.at) first = timer;
  return first;
}

/** Lets all promise chains that can go on do so: they come before the next immediate. */
function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
