import {listeningSockets} from './listening-sockets.ts';
import {readProcessTable} from './process-table.ts';
import {holdersAmong, processTitle} from './socket-holders.ts';

/**
 * The process that listens on a port of this machine, at any address: `node server.js (pid 4711)`; `undefined` if Linux does not show
 * it to this user, and on other systems.
 */
export async function listenerOn(port: number, protocol: 'tcp' | 'udp'): Promise<string | undefined> {
  const sockets = listeningSockets(protocol).filter(socket => socket.port === port);
  if (sockets.length === 0) return undefined;
  const table = await readProcessTable();
  const holders = await holdersAmong(
    table.processes,
    sockets.map(({inode}) => inode),
  );
  const [pid] = holders.values();
  return pid === undefined ? undefined : processTitle(pid, table);
}
