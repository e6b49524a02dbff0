import {createConnection, type NetConnectOpts} from 'node:net';
import type {Clock} from '../vocabulary/clock.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import {connectionProblem} from './connection-problem.ts';
import {pending} from './last-seen.ts';

/** What to connect to. */
export interface ConnectTarget {
  readonly at: NetConnectOpts;
  /** How long the connection must stay open to count, in milliseconds. */
  readonly holdMs: number;
  /** Where the server itself listens, if something in between accepts for it and this machine can see past that. */
  readonly behind?: NetConnectOpts;
}

/**
 * Opens a connection and closes it again. Docker's proxy accepts before anything listens behind it, and closes when it finds
 * that out (https://github.com/moby/moby/issues/16976); so it passes when the connection is open and the server itself
 * accepts as well, or has stayed open for the hold, or has brought data.
 */
export function connect(
  {at, holdMs, behind}: ConnectTarget,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const socket = createConnection(at);
    let accepted = false;
    const settle = (result: ProbeResult) => {
      over.abort();
      socket.destroy();
      resolve(result);
    };
    signal.addEventListener('abort', () => settle(pending('no answer')), {once: true, signal: over.signal});
    socket.once('connect', () => {
      accepted = true;
      void clock.sleep(holdMs, over.signal).then(() => settle({status: 'ready'}));
      if (behind) whenOpen(behind, () => settle({status: 'ready'}), over.signal);
    });
    socket.once('data', () => settle({status: 'ready'}));
    socket.once('end', () => settle(closedAtOnce));
    socket.on('error', error => {
      const problem = connectionProblem(error);
      if (problem === undefined) reject(error);
      else settle(accepted ? closedAtOnce : pending(problem));
    });
  });
}

const closedAtOnce = pending('closed at once, as a proxy does when nothing listens behind it');

/** Calls back if a connection opens before `over` fires. That it does not open says nothing: there may be no way. */
function whenOpen(target: NetConnectOpts, onOpen: () => void, over: AbortSignal): void {
  const socket = createConnection(target);
  over.addEventListener('abort', () => socket.destroy(), {once: true});
  socket.on('error', () => undefined).once('connect', onOpen);
}
