import type {Session} from './session.ts';
import type {StopReason} from './stop.ts';
import {whenFired} from './when-fired.ts';

/** How long tasks have to stop coming up after a bug. */
const PATIENCE_MS = 5_000;

/**
 * Stops the run once a bug is reported, and settles when what was under way then has had its time: the bug may have broken what it
 * waits for. `over` ends the waiting.
 */
export async function afterBug(
  bug: AbortSignal | undefined,
  session: Session,
  over: AbortSignal,
): Promise<StopReason> {
  const {services, stop, failByBug} = session;
  await new Promise<void>(resolve => {
    if (bug) whenFired(bug, () => resolve());
  });
  failByBug(bug?.reason);
  await services.clock.sleep(PATIENCE_MS, over);
  return await stop.reason;
}
