import type {SocketEndpoint} from '../processes/find-listeners.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';

/** Describes the process that listens at an address instead of the task; `undefined` if the task listens or this cannot be determined. */
export type FindStranger = (at: SocketEndpoint) => Promise<string | undefined>;

/** The next step if another process answered. */
export const ANY_OWNER_HINT = 'to accept it, set `any_owner: true` in the probe';

/** Checks the listener that accepts the connection of one attempt. */
export interface ListenerCheck {
  /** Called when the connection is open. */
  readonly onOpen: (at: SocketEndpoint | undefined) => void;
  /** Passes if the listener at `at` belongs to the task. */
  readonly result: (at: SocketEndpoint | undefined) => Promise<ProbeResult>;
}

/**
 * Creates the checks for the attempts of a probe. Finding the owner takes milliseconds, so for the first open connection, it begins
 * while the probe waits for the response. Later attempts only do it after they have passed, because a server that accepts connections
 * before it is ready is asked often. Without `findStranger`, any process passes.
 */
export function createListenerChecks(findStranger: FindStranger | undefined): () => ListenerCheck {
  let hasBegun = false;
  return () => {
    let early: Promise<ProbeResult | undefined> | undefined;
    return {
      onOpen(at) {
        if (hasBegun) return;
        hasBegun = true;
        early = checkListener(at, findStranger).catch(() => undefined);
      },
      async result(at) {
        const found = await early;
        // A stranger may turn out to be a dependency that became ready during the attempt.
        return found?.status === 'ready' ? found : await checkListener(at, findStranger);
      },
    };
  };
}

async function checkListener(
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
