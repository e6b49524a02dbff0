import type {Clock} from '../../src/vocabulary/clock.ts';

/** A clock whose sleeps end immediately, after all pending work has run. `slept` contains the requested durations. */
export function hastyClock(): Clock & {readonly slept: readonly number[]} {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(ms, signal) {
      slept.push(ms);
      if (!signal.aborted) now += ms;
      await new Promise(resolve => setImmediate(resolve));
    },
    deadline: () => ({signal: new AbortController().signal, cancel: () => undefined}),
  };
}
