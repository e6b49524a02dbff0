import type {Clock} from '../vocabulary/clock.ts';

/** How long a pending creation may still take after the signal has fired. */
const PATIENCE_MS = 5_000;

/**
 * Waits for the engine to create something. If `signal` fires, the request is not cancelled immediately: the engine would
 * continue anyway, and an object created after the teardown would remain. Rejects with the signal's reason once the engine
 * has responded, or after five seconds.
 */
export async function createObject<Made>(
  creating: Promise<Made>,
  {signal, clock}: {readonly signal: AbortSignal; readonly clock: Clock},
): Promise<Made> {
  const over = new AbortController();
  const late = new Promise<never>((_, reject) => {
    const abandon = (): void =>
      void clock.sleep(PATIENCE_MS, over.signal).then(() => reject(signal.reason as Error));
    if (signal.aborted) abandon();
    else signal.addEventListener('abort', abandon, {once: true, signal: over.signal});
  });
  late.catch(() => undefined);
  try {
    const made = await Promise.race([creating, late]);
    signal.throwIfAborted();
    return made;
  } finally {
    over.abort();
  }
}
