import {once} from 'node:events';
import type {Socket} from 'node:net';
import type {PlaceContext} from '../places/place-context.ts';
import {openConnection} from '../processes/guarded-streams.ts';
import {asError, codeOf, hasCode} from '../vocabulary/caught-error.ts';

/** How long to retry a connection, and the pause between attempts. */
const RETRY_MS = 15_000;
const PAUSE_MS = 250;

/** The idle time before a connection is probed, to detect drops. */
export const KEEP_ALIVE_MS = 5_000;

/** Connects to an address on another machine; `undefined` if nothing accepts there, or the caller has stopped waiting. */
export type ConnectFar = (
  far: {readonly host: string; readonly port: number},
  isGivenUp: () => boolean,
) => Promise<Socket | undefined>;

/**
 * Connects to the ports of a container on another machine. While the machine is unreachable, each connection is retried
 * until its deadline. The loss and the recovery are each reported once.
 */
export function connectFar(
  place: string,
  over: AbortSignal,
  {services: {clock}, warn}: PlaceContext,
): ConnectFar {
  let isLost = false;
  const note = (why: string | undefined): void => {
    if (isLost === (why !== undefined) || over.aborted) return;
    isLost = why !== undefined;
    warn(
      why === undefined
        ? 'its ports are reachable again'
        : `the machine of \`${place}\` is unreachable, and so are its ports (${why}); reconnecting`,
    );
  };
  return async ({host, port}, isGivenUp) => {
    const deadline = clock.deadline(RETRY_MS);
    const signal = AbortSignal.any([deadline.signal, over]);
    try {
      while (!signal.aborted && !isGivenUp()) {
        const made = await connect({host, port}, signal);
        if (made instanceof Error) {
          if (!isUnreachable(made, signal)) return undefined;
          note(codeOf(made) ?? 'no answer');
          await clock.sleep(PAUSE_MS, signal);
        } else {
          note(undefined);
          return made;
        }
      }
      return undefined;
    } finally {
      deadline.cancel();
    }
  };
}

async function connect(
  target: {readonly host: string; readonly port: number},
  signal: AbortSignal,
): Promise<Socket | Error> {
  const socket = openConnection({
    ...{...target, allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS},
  });
  try {
    await once(socket, 'connect', {signal});
    return socket;
  } catch (error) {
    socket.destroy();
    return asError(error);
  }
}

/** Whether the machine itself is unreachable; a closed port of the container refuses the connection instead. */
function isUnreachable(error: Error, signal: AbortSignal): boolean {
  return (
    signal.aborted || hasCode(error, 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EHOSTDOWN', 'ENETDOWN')
  );
}
