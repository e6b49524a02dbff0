/** `work`, or the reason of `signal` as soon as that fires; for what cannot be cut off itself. */
export function raceAbort<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    const ignoreAbort = (): void => signal.removeEventListener('abort', abort);
    work.then(resolve, reject);
    work.then(ignoreAbort, ignoreAbort);
    // Finished work counts, even if the signal fired before.
    if (signal.aborted) void Promise.resolve().then(abort);
    else signal.addEventListener('abort', abort, {once: true});
  });
}
