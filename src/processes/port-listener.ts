import {readdir, readFile, readlink} from 'node:fs/promises';

/**
 * The process that listens on a port of this machine, as `node (pid 4711)`, as far as Linux tells it to this user;
 * `undefined` where it does not, and on other systems. Any address of the port counts.
 */
export async function listenerOn(port: number, protocol: 'tcp' | 'udp'): Promise<string | undefined> {
  const inodes = await inodesOf(port, protocol);
  if (inodes.size === 0) return undefined;
  for (const pid of (await listed('/proc')).filter(name => /^\d+$/.test(name))) {
    for (const fd of await listed(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (inodes.has(target)) return `${await nameOf(pid)} (pid ${pid})`;
    }
  }
  return undefined;
}

/** The sockets that wait for connections there, as links in `/proc/<pid>/fd` name them (see proc_pid_net(5)). */
async function inodesOf(port: number, protocol: 'tcp' | 'udp'): Promise<ReadonlySet<string>> {
  const state = protocol === 'tcp' ? TCP_LISTEN : UDP_BOUND;
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all([`/proc/net/${protocol}`, `/proc/net/${protocol}6`].map(textOf));
  const rows = tables.flatMap(table => table.split('\n').map(line => line.trim().split(/\s+/)));
  const ours = rows.filter(([, local = '', , st]) => local.endsWith(suffix) && st === state);
  return new Set(ours.map(row => `socket:[${row[9] ?? ''}]`));
}

/** The states LISTEN and CLOSE of the kernel's net/tcp_states.h; a bound UDP socket has the latter. */
const TCP_LISTEN = '0A';
const UDP_BOUND = '07';

async function nameOf(pid: string): Promise<string> {
  return (await textOf(`/proc/${pid}/comm`)).trim();
}

async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}

async function listed(path: string): Promise<readonly string[]> {
  return await readdir(path).catch(() => []);
}
