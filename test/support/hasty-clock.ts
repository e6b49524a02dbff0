import type {Clock} from '../../src/vocabulary/clock.ts';

/**
 * A clock on which every sleep ends immediately, once everything else that is ready has run; `slept` are the requested
 * times.
 */
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
