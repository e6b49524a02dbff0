/** Calls `onFired` with the reason as text when `signal` is aborted, or immediately if it already is. */
export function whenFired(signal: AbortSignal, onFired: (reason: string) => void): void {
  const report = (): void => onFired(String(signal.reason));
  if (signal.aborted) report();
  else signal.addEventListener('abort', report, {once: true});
}
