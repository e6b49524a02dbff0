/** Resolves when the page is visible. */
export async function untilVisible(): Promise<void> {
  while (document.hidden) await new Promise<void>(resolve => onceChanged(resolve));
}

/**
 * Aborts when the page is hidden. A browser has few connections to a server (six, with HTTP/1.1), and each tab of the page holds up to
 * three of them, so hidden ones give theirs back.
 */
export function whenHidden(): AbortSignal {
  const hiding = new AbortController();
  const check = (): void => {
    if (document.hidden) hiding.abort();
    else onceChanged(check);
  };
  onceChanged(check);
  return hiding.signal;
}

function onceChanged(listener: () => void): void {
  document.addEventListener('visibilitychange', listener, {once: true});
}
