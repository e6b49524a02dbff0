import type {Session} from './session.ts';
import type {StopReason} from './stop.ts';
import {whenFired} from './when-fired.ts';

/** The time that running attempts have to end after a bug. */
const PATIENCE_MS = 5_000;

/**
 * Stops the run when a bug is reported. The wait for running attempts is limited, because the bug may prevent them from ending.
 * `over` ends the wait.
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
