import type {SocketEndpoint} from '../processes/find-listeners.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';

/** Describes the process that listens at an address instead of the task; `undefined` if the task listens or this cannot be determined. */
export type FindStranger = (at: SocketEndpoint) => Promise<string | undefined>;

/** The next step if another process answered. */
export const ANY_OWNER_HINT = 'to accept it, set `any_owner: true` in the probe';

/** Passes if the process that answered at `at` belongs to the task. Without `findStranger`, any process passes. */
export async function checkListener(
  at: SocketEndpoint | undefined,
  findStranger: FindStranger | undefined,
): Promise<ProbeResult> {
  const stranger = at && (await findStranger?.(at));
  if (stranger === undefined) return {status: 'ready'};
  return {
    status: 'failed',
    lastSeen: `answered by ${stranger}, not by this task or its dependencies`,
    next: `stop it or choose another port; ${ANY_OWNER_HINT}`,
  };
}
