import type {NetConnectOpts} from 'node:net';
import type {SocketEndpoint} from '../processes/find-listeners.ts';
import {openConnection} from '../processes/guarded-streams.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {connectionProblem} from './connection-problem.ts';

/** The target of a connection. */
export interface ConnectTarget {
  readonly at: NetConnectOpts;
  /** How long the connection must stay open to count, in milliseconds. */
  readonly holdMs: number;
  /** Where the server itself listens, if something in between accepts for it and this machine can see past that. */
  readonly behind?: NetConnectOpts;
}

/** The address of an accepted connection (`undefined` for a path), or why no connection counts. */
export type Connected = {readonly at: SocketEndpoint | undefined} | {readonly problem: string};

/**
 * Opens a connection and closes it again. Docker's proxy accepts before anything listens behind it, and closes when it finds
 * that out (https://github.com/moby/moby/issues/16976); so it passes when the connection is open and the server itself
 * accepts as well, or has stayed open for the hold, or has brought data.
 */
export function connect(
  {at, holdMs, behind}: ConnectTarget,
  clock: Clock,
  signal: AbortSignal,
): Promise<Connected> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const socket = openConnection(at);
    let open: Connected | undefined;
    const settle = (result: Connected) => {
      // With a reason: without one, an exception is made for each attempt.
      over.abort('settled');
      socket.destroy();
      resolve(result);
    };
    signal.addEventListener('abort', () => settle({problem: 'no response'}), {
      once: true,
      signal: over.signal,
    });
    socket.once('connect', () => {
      const opened: Connected = {at: endpointOf(socket)};
      open = opened;
      void clock.sleep(holdMs, over.signal).then(() => settle(opened));
      if (behind) whenOpen(behind, () => settle(opened), over.signal);
    });
    socket.once('data', () => settle(open ?? closedAtOnce));
    socket.once('end', () => settle(closedAtOnce));
    socket.on('error', error => {
      const problem = connectionProblem(error);
      if (problem === undefined) reject(error);
      else settle(open ? closedAtOnce : {problem});
    });
  });
}

/** Where a connected socket leads to; `undefined` for one of a path, or that has been closed. */
export function endpointOf({
  remoteAddress: address,
  remotePort: port,
}: {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}): SocketEndpoint | undefined {
  return address === undefined || port === undefined ? undefined : {address, port};
}

const closedAtOnce = {problem: 'closed immediately, as a proxy does when nothing listens behind it'};

/** Calls back if a connection opens before `over` fires. A failure has no meaning, since the address may be unreachable from here. */
function whenOpen(target: NetConnectOpts, onOpen: () => void, over: AbortSignal): void {
  const socket = openConnection(target);
  over.addEventListener('abort', () => socket.destroy(), {once: true});
  socket.once('connect', onOpen);
}
