import type {Clock} from '../vocabulary/clock.ts';

/** The real clock. Delays are limited to 24.8 days, because longer ones overflow Node's timers, which then fire immediately. */
export const systemClock: Clock = {
  // `performance` would load eight Node modules.
  now() {
    // Not destructured, which would use an iterator: each event reads the time.
    const time = process.hrtime();
    return time[0] * 1e3 + time[1] / 1e6;
  },
  // Not Node's promise of a timer, which creates an exception if the signal fires.
  sleep: (ms, signal) =>
    new Promise(resolve => {
      const end = (): void => {
        clearTimeout(timeout);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timeout = setTimeout(end, bounded(ms));
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    }),
  deadline(ms) {
    const controller = new AbortController();
    const timeout = setTimeout(() => controller.abort(), bounded(ms));
    return {signal: controller.signal, cancel: () => clearTimeout(timeout)};
  },
};

const longestMs = 2 ** 31 - 1;

function bounded(ms: number): number {
  return Math.min(Math.ceil(ms), longestMs);
}
