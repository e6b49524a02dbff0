/** Calls back when `signal` is aborted, with its reason as text; immediately if it already is. */
export function whenFired(signal: AbortSignal, onFired: (reason: string) => void): void {
  const report = (): void => onFired(String(signal.reason));
  if (signal.aborted) report();
  else signal.addEventListener('abort', report, {once: true});
}
