import {connect} from 'node:net';
import {receive, send} from './frames.mjs';
import {Failure} from './problems.mjs';
import {lives} from './processes.mjs';

/** Whether the agent of the machine in `dir` responds within `limitMs`. */
export function answers(dir, limitMs) {
  return new Promise(resolve => {
    const socket = dial(dir);
    const timer = setTimeout(() => end(false), limitMs);
    const end = answer => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    socket.on('error', () => end(false)).on('close', () => end(false));
    receive(socket, () => end(true));
    send(socket, {op: 'ping'});
  });
}

/**
 * First pings the agent, as smolvm does before `exec` and `cp`. If the agent does not respond although the machine's
 * process exists, the machine counts as unreachable from then on.
 */
export async function expectAnswer({store, places, settings, caller}, row) {
  if (await caller.whileAlive(answers(places.machine(row.name), settings.pingMs))) return;
  if (row.state === 'running' && lives(row)) store.change(row.name, {state: 'unreachable'});
  const next = `Use 'smolvm machine start --name ${row.name}' first.`;
  throw new Failure(`agent operation failed: connect: machine '${row.name}' is not running. ${next}`);
}

/**
 * Sends one request. `onFrame` gets all response records; the last one is the result. Waits without a limit unless
 * `limitMs` is set.
 */
export function ask({caller}, dir, request, {onFrame, onOpen = () => undefined, limitMs} = {}) {
  const answer = new Promise((resolve, reject) => {
    const socket = dial(dir);
    caller.onGone(() => socket.destroy());
    const lost = why => socket.destroy() && reject(new Failure(`io operation failed: ${why}`));
    socket.on('error', () => lost('connection closed')).on('close', () => lost('connection closed'));
    if (limitMs) socket.setTimeout(limitMs, () => lost('Resource temporarily unavailable (os error 11)'));
    receive(socket, frame => {
      if (frame.error) reject(new Failure(frame.error));
      else if (frame.last) resolve(frame);
      else return onFrame?.(frame);
      socket.end();
    });
    send(socket, request);
    onOpen(socket);
  });
  return caller.whileAlive(answer);
}

/** Uses a relative path from the directory of the socket, because long socket paths are rejected. */
function dial(dir) {
  const here = process.cwd();
  try {
    process.chdir(dir);
    return connect('agent.sock');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return connect('/nonexistent/agent.sock');
  } finally {
    process.chdir(here);
  }
}
