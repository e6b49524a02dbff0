import type {Clock} from '../../src/vocabulary/clock.ts';

/** A clock on which every sleep is over at once, as soon as all else that is ready has gone on; `slept` is what was asked for. */
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
