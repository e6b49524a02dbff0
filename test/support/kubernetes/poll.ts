/** Much longer than needed on a busy machine. */
const DEADLINE_MS = 120_000;
const PAUSE_MS = 50;

/** Polls until `isSo` returns true. Fails at a deadline with `what`. */
export async function poll(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited ${DEADLINE_MS / 1000} s for ${what}`);
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
}
