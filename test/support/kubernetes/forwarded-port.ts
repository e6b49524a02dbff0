import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import type {NetworkNamespace} from './network-namespace.ts';

/**
 * A port of this machine's loopback that leads to one in the namespace, until that ends. Not through this process: a test may
 * wait for a program in a way that stops its event loop.
 */
export async function forwardedPort(
  {enter, enterProcesses}: NetworkNamespace,
  {socket, port}: {readonly socket: string; readonly port: number},
): Promise<number> {
  const listening = 'backlog=256,fork';
  await started([
    ...enter,
    'socat',
    '-d',
    '-d',
    `UNIX-LISTEN:${socket},${listening}`,
    `TCP:127.0.0.1:${port}`,
  ]);
  const outside = [`TCP-LISTEN:0,bind=127.0.0.1,${listening}`, `UNIX-CONNECT:${socket}`];
  const line = await started([...enterProcesses, 'socat', '-d', '-d', ...outside]);
  return Number(/:(\d+)$/.exec(line)?.[1]);
}

/** The line with which it says that it listens. */
async function started([program = '', ...args]: readonly string[]): Promise<string> {
  const socat = spawn(program, args, {stdio: ['ignore', 'ignore', 'pipe']});
  const lines = createInterface(socat.stderr);
  const ended = once(socat, 'exit');
  const listens = new Promise<string>(resolve =>
    lines.on('line', line => line.includes('listening on') && resolve(line)),
  );
  return await Promise.race([
    listens,
    ended.then(([code]) => Promise.reject(new Error(`socat ended with code ${code}`))),
  ]);
}
