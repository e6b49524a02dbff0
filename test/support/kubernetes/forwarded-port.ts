import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {startDaemon, type DaemonStart} from './daemon.ts';
import type {NetworkNamespace} from './network-namespace.ts';

/**
 * A loopback port of this machine that forwards to a port in the namespace, until the namespace ends. Forwarding does
 * not use this process, because a test may block its event loop.
 */
export async function forwardedPort(
  {enter, enterProcesses}: NetworkNamespace,
  {home, port}: {readonly home: string; readonly port: number},
): Promise<number> {
  const listening = 'backlog=256,fork';
  const socket = join(home, `port-${port}.sock`);
  await socat({home, enter, name: `socat-inside-${port}`}, [
    `UNIX-LISTEN:${socket},${listening}`,
    `TCP:127.0.0.1:${port}`,
  ]);
  // The system chooses a free port.
  const line = await socat({home, enter: enterProcesses, name: `socat-outside-${port}`}, [
    `TCP-LISTEN:0,bind=127.0.0.1,${listening}`,
    `UNIX-CONNECT:${socket}`,
  ]);
  return Number(/:(\d+)$/.exec(line)?.[1]);
}

/** Returns the line in which socat reports that it listens. */
async function socat(start: Omit<DaemonStart, 'argv'>, args: readonly string[]): Promise<string> {
  const daemon = startDaemon({...start, argv: ['socat', '-d', '-d', ...args]});
  const log = join(start.home, `${start.name}.log`);
  let listens: string | undefined;
  await daemon.ready(async () => {
    listens = /^.*listening on.*(?=\n)/m.exec(await readFile(log, 'utf8'))?.[0];
    return listens !== undefined;
  });
  return listens ?? '';
}
