import {listeningSockets} from './listening-sockets.ts';
import {readProcessTable} from './process-table.ts';
import {holdersAmong, processTitle} from './socket-holders.ts';

/**
 * The process that listens on a port of this machine, as `node server.js (pid 4711)`, as far as Linux shows it to this user;
 * `undefined` if it does not, and on other systems. Any address of the port counts.
 */
export async function listenerOn(port: number, protocol: 'tcp' | 'udp'): Promise<string | undefined> {
  const sockets = (await listeningSockets(protocol)).filter(socket => socket.port === port);
  if (sockets.length === 0) return undefined;
  const table = await readProcessTable();
  const holders = await holdersAmong(
    table.processes,
    sockets.map(({inode}) => inode),
  );
  const [pid] = holders.values();
  return pid === undefined ? undefined : await processTitle(pid, table);
}
