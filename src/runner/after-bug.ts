import type {Session} from './session.ts';
import type {StopReason} from './stop.ts';
import {whenFired} from './when-fired.ts';

/** How long attempts under way may take to end after a bug. */
const PATIENCE_MS = 5_000;

/**
 * Stops the run when a bug is reported. Waits only a limited time for attempts under way, since the bug may keep them from ending;
 * `over` ends that wait.
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
