/** `work`, or the reason of `signal` as soon as that fires; for what cannot be cut off itself. */
export async function raceAbort<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, {once: true, signal: over.signal});
  });
  return await Promise.race([work, aborted]).finally(() => over.abort());
}
