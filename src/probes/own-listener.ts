import type {SocketEndpoint} from '../processes/find-listeners.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';

/** Who listens at an address in place of the task, as text; `undefined` if it is the task, or that cannot be determined. */
export type FindStranger = (at: SocketEndpoint) => Promise<string | undefined>;

/** The next step if a listener of others was found. */
export const ANY_OWNER_HINT = 'if it should answer there, set `any_owner: true` in the probe';

/** Passes if what answered an attempt at `at` belongs to the task; without `findStranger` anything may. */
export async function checkListener(
  at: SocketEndpoint | undefined,
  findStranger: FindStranger | undefined,
): Promise<ProbeResult> {
  const stranger = at && (await findStranger?.(at));
  if (stranger === undefined) return {status: 'ready'};
  return {
    status: 'failed',
    lastSeen: `answered by ${stranger}, not by this task or one that it needs`,
    next: `stop it or choose another port; ${ANY_OWNER_HINT}`,
  };
}
