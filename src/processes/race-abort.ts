/** Settles like `work`, or rejects with the reason of `signal` as soon as it fires. For work that cannot be cancelled. */
export function raceAbort<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    const ignoreAbort = (): void => signal.removeEventListener('abort', abort);
    work.then(resolve, reject);
    work.then(ignoreAbort, ignoreAbort);
    // Work that has already finished wins, even if the signal fired earlier.
    if (signal.aborted) void Promise.resolve().then(abort);
    else signal.addEventListener('abort', abort, {once: true});
  });
}
