import {readFile} from 'node:fs/promises';
import {hostname, release} from 'node:os';
import {get, type Connection} from './connection.ts';

/** The state of the network `bridge`, which containers join by default. */
export type DefaultBridge =
  /** Nothing is known against it. */
  | {readonly state: 'there'}
  /** The engine was started without it. */
  | {readonly state: 'none'}
  /** The engine relies on an interface of this machine that does not exist, because it was deleted. */
  | {readonly state: 'deleted'; readonly name: string};

/** Asks an engine for its default bridge, and looks for it on this machine if the engine runs here. */
export async function defaultBridge(connection: Connection, signal: AbortSignal): Promise<DefaultBridge> {
  const [network, engine] = await Promise.all([
    get(connection, '/networks/bridge', signal),
    get(connection, '/info', signal),
  ]);
  // Proxies in front of engines may refuse to answer.
  if (engine.status !== 200) return {state: 'there'};
  const facts = JSON.parse(engine.body) as EngineFacts;
  // On Windows it is called `nat`.
  if (facts.OSType !== 'linux') return {state: 'there'};
  if (network.status === 404) return {state: 'none'};
  if (network.status !== 200) return {state: 'there'};
  const {Options: options} = JSON.parse(network.body) as {readonly Options?: Record<string, string> | null};
  const name = options?.['com.docker.network.bridge.name'] ?? 'docker0';
  const isDeleted = (await runsHere(connection, facts)) && !(await interfaces()).includes(name);
  return isDeleted ? {state: 'deleted', name} : {state: 'there'};
}

/** Of `/info`. */
interface EngineFacts {
  readonly OSType?: string;
  readonly Name?: string;
  readonly KernelVersion?: string;
}

/**
 * Whether an engine has the interfaces that are seen here. One in another network namespace (rootless, or outside of this
 * container) has made its socket there, and one in a virtual machine has another kernel.
 */
async function runsHere({socketPath}: Connection, {Name, KernelVersion}: EngineFacts): Promise<boolean> {
  if (socketPath === undefined || Name !== hostname() || KernelVersion !== release()) return false;
  const sockets = await readFile('/proc/net/unix', 'utf8').catch(() => '');
  return sockets.split('\n').some(line => isListening(line) && line.endsWith(` ${socketPath}`));
}

/** `Num RefCount Protocol Flags Type St Inode Path`, with `__SO_ACCEPTCON` (1 << 16) among the flags. */
function isListening(line: string): boolean {
  const [, , , flags = '0'] = line.split(/\s+/);
  return (Number.parseInt(flags, 16) & 0x1_0000) !== 0;
}

/** The names of the network interfaces; `os.networkInterfaces` leaves out those that are down, as bridges without containers are. */
async function interfaces(): Promise<readonly string[]> {
  const table = await readFile('/proc/net/dev', 'utf8').catch(() => '');
  return [...table.matchAll(/^\s*(\S+):/gm)].map(([, name = '']) => name);
}
