import type {RunId, TaskName} from '../vocabulary/ids.ts';
import {connectableAddress, isOfThisMachine} from './own-address.ts';
import {livingDescendants} from './descendants.ts';
import {plainAddress, reachedAt, type ListeningSocket} from './listening-sockets.ts';
import {bootAndNamespace} from './process-identity.ts';
import {readProcessTable} from './process-table.ts';
import {holdersAmong, processTitle} from './socket-holders.ts';
import {createSocketTable} from './socket-table.ts';
import {processesOfTask, type StartedProcess} from './task-processes.ts';

/** An address and port to connect to. */
export interface SocketEndpoint {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
}

/** A task that may own listeners. */
export interface Party {
  readonly run: RunId;
  readonly task: TaskName;
  /** The processes that it started, each with its descendants. */
  readonly started: readonly StartedProcess[];
  /** The endpoints where other processes listen for the task, as Docker does for a container. */
  readonly published: readonly SocketEndpoint[];
}

/** The owner of a listener: a task, another process (`title`: `node server.js (pid 4711)`), or one that this user may not see. */
export type Listener =
  | {readonly by: 'task'; readonly task: TaskName}
  | {readonly by: 'process'; readonly title: string}
  | {readonly by: 'unknown'; readonly uid: number};

/**
 * Finds the processes that accept connections to an address of this machine: one for each matching socket. The list is empty if
 * nothing listens, the address belongs to another machine, or the system does not show its sockets. Parties are checked in the given
 * order.
 */
export type FindListeners = (at: SocketEndpoint, parties: readonly Party[]) => Promise<readonly Listener[]>;

/** The maximum age of a socket table that is still valid for a connection made now. */
const RECENT_MS = 25;

/** Reads /proc, so it works on Linux only. */
export function createListenerFinder(table = createSocketTable()): FindListeners {
  return async ({address, port}, parties) => {
    const target = {address: connectableAddress(address), port};
    if (!isOfThisMachine(target.address)) return [];
    const [first] = parties;
    // First try the listener that a watch has just seen. Inodes are not reused, so a match means that it still listens.
    const seen = reachedAt(table.recent(RECENT_MS), target.address, port);
    if (first && seen.length > 0 && (await holdsAll(first, seen))) return [{by: 'task', task: first.task}];
    const sockets = reachedAt(table.read(), target.address, port);
    if (sockets.length === 0) return [];
    const publisher = parties.find(({published}) => published.some(at => isReached(at, target, sockets)));
    if (publisher) return [{by: 'task', task: publisher.task}];
    if (first && (await holdsAll(first, sockets))) return [{by: 'task', task: first.task}];
    return await holdersOf(sockets, parties);
  };
}

/** Whether connections to a socket reach a published port. A port published on all addresses matches any of them. */
function isReached(
  published: SocketEndpoint,
  {address, port}: SocketEndpoint,
  sockets: readonly ListeningSocket[],
): boolean {
  const isOnAll = sockets.every(socket => socket.address === '0.0.0.0' || socket.address === '::');
  return published.port === port && (plainAddress(published.address) === address || isOnAll);
}

/** Whether the processes of a party hold all of these sockets. This is the most common case, and does not read the whole process table. */
async function holdsAll({started}: Party, sockets: readonly ListeningSocket[]): Promise<boolean> {
  const inodes = sockets.map(({inode}) => inode);
  return (await holdersAmong(livingDescendants(started), inodes)).size === sockets.length;
}

async function holdersOf(
  sockets: readonly ListeningSocket[],
  parties: readonly Party[],
): Promise<readonly Listener[]> {
  const [table, here] = [await readProcessTable(), await bootAndNamespace()];
  const left = new Map(sockets.map(({inode, uid}) => [inode, uid]));
  const take = async (processes: readonly {readonly pid: number}[]): Promise<readonly number[]> => {
    const held = await holdersAmong(processes, left.keys());
    for (const inode of held.keys()) left.delete(inode);
    return [...new Set(held.values())];
  };
  const found: Listener[] = [];
  for (const {run, task, started} of parties) {
    if (left.size === 0) return found;
    const owner = {run, task, lastSeen: Infinity};
    const pids = await take(processesOfTask(table, here, {started, owner}));
    if (pids.length > 0) found.push({by: 'task', task});
  }
  for (const pid of await take(table.processes)) found.push({by: 'process', title: processTitle(pid, table)});
  return [...found, ...[...left.values()].map(uid => ({by: 'unknown', uid}) as const)];
}
