import type {NetConnectOpts} from 'node:net';
import type {SocketEndpoint} from '../processes/find-listeners.ts';
import {openConnection} from '../processes/guarded-streams.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {connectionProblem} from './connection-problem.ts';

/** The target of a connection. */
export interface ConnectTarget {
  readonly at: NetConnectOpts;
  /** How long the connection must stay open, in milliseconds. */
  readonly holdMs: number;
  /** The address of the server itself, if a proxy accepts connections for it and this machine can also reach it directly. */
  readonly behind?: NetConnectOpts;
  /** Called when the connection opens. */
  readonly onOpen?: (at: SocketEndpoint | undefined) => void;
}

/** The address of an accepted connection (`undefined` for a path), or the reason for the failure. */
export type Connected = {readonly at: SocketEndpoint | undefined} | {readonly problem: string};

/**
 * Opens a connection and closes it again. Docker's proxy accepts connections before its server listens, and closes them when it
 * notices (https://github.com/moby/moby/issues/16976). So a connection counts only if the server itself accepts too, if the
 * connection stays open for `holdMs`, or if it delivers data.
 */
export function connect(
  {at, holdMs, behind, onOpen}: ConnectTarget,
  clock: Clock,
  signal: AbortSignal,
): Promise<Connected> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const socket = openConnection(at);
    let open: Connected | undefined;
    const settle = (result: Connected) => {
      // A reason is given, because otherwise an exception is created for each attempt.
      over.abort('settled');
      resolve(result);
      if ('problem' in result) socket.destroy();
      // Later, because closing it wakes the server, which then competes with the next task for a processor.
      else setImmediate(() => socket.destroy());
    };
    signal.addEventListener('abort', () => settle({problem: 'no response'}), {
      once: true,
      signal: over.signal,
    });
    socket.once('connect', () => {
      const opened = {at: endpointOf(socket)};
      open = opened;
      void clock.sleep(holdMs, over.signal).then(() => settle(opened));
      if (behind) whenOpen(behind, () => settle(opened), over.signal);
      onOpen?.(opened.at);
    });
    socket.once('data', () => settle(open ?? closedImmediately));
    socket.once('end', () => settle(closedImmediately));
    socket.on('error', error => {
      const problem = connectionProblem(error);
      if (problem === undefined) reject(error);
      else settle(open ? closedImmediately : {problem});
    });
  });
}

/** The remote address of a socket; `undefined` if it is connected to a path or closed. */
export function endpointOf({
  remoteAddress: address,
  remotePort: port,
}: {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}): SocketEndpoint | undefined {
  return address === undefined || port === undefined ? undefined : {address, port};
}

const closedImmediately = {problem: 'closed immediately, as a proxy does when nothing listens behind it'};

/** Calls `onOpen` if a connection opens before `over` fires. Failures are ignored, because the address may be unreachable from here. */
function whenOpen(target: NetConnectOpts, onOpen: () => void, over: AbortSignal): void {
  const socket = openConnection(target);
  over.addEventListener('abort', () => socket.destroy(), {once: true});
  socket.once('connect', onOpen);
}
