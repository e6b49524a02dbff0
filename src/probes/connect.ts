import {createConnection, type NetConnectOpts} from 'node:net';
import type {Clock} from '../vocabulary/clock.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import {connectionProblem} from './connection-problem.ts';
import {pending} from './last-seen.ts';

/**
 * Opens a connection and closes it again. It passes when the connection is still open after `holdMs`, or has brought data:
 * Docker's proxy accepts before anything listens behind it, and then closes at once
 * (https://github.com/moby/moby/issues/16976).
 */
export function connect(
  target: NetConnectOpts,
  holdMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<ProbeResult> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const socket = createConnection(target);
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
