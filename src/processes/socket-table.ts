import {closeSync, openSync, readSync} from 'node:fs';
import {listeningSockets, type ListeningSocket} from './listening-sockets.ts';
import {sharedReading} from './shared-reading.ts';

/** The listening sockets of a network namespace; calls of the same moment share one reading. */
export interface SocketTable {
  /** Reads it now: what has happened before the call is in there. */
  read(): Promise<readonly ListeningSocket[]>;
  /** The last reading if it began at most this long ago, else none. */
  recent(ms: number): readonly ListeningSocket[];
  /** Opens the number of its TCP sockets, which is read in a moment; `undefined` if the system does not show it. */
  openCounter(): SocketCounter | undefined;
}

/** Changes with each TCP socket that begins to listen, and with each connection. */
export interface SocketCounter {
  read(): string;
  close(): void;
}

/** @param folder the folder of the namespace's tables */
export function createSocketTable(folder = '/proc/net'): SocketTable {
  let last: {readonly sockets: readonly ListeningSocket[]; readonly begunAt: number} = {
    sockets: [],
    begunAt: -Infinity,
  };
  return {
    read: sharedReading(async () => {
      const begunAt = performance.now();
      const sockets = await listeningSockets('tcp', folder);
      last = {sockets, begunAt};
      return sockets;
    }),
    recent: ms => (performance.now() - last.begunAt <= ms ? last.sockets : []),
    openCounter: () => openCounter(folder),
  };
}

/** Kept open: opening a file of /proc takes ten times as long as reading it. */
function openCounter(folder: string): SocketCounter | undefined {
  const files = ['sockstat', 'sockstat6'].flatMap(name => openIfExists(`${folder}/${name}`));
  const close = (): void => files.forEach(closeSync);
  const read = (): string => files.map(inUse).join(' ');
  if (files.length > 0) return {read, close};
  return undefined;
}

function openIfExists(path: string): readonly number[] {
  try {
    return [openSync(path, 'r')];
  } catch {
    return [];
  }
}

const buffer = Buffer.allocUnsafe(1024);

function inUse(file: number): string {
  try {
    const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
    return /^TCP6?: inuse \d+/m.exec(text)?.[0] ?? '';
  } catch {
    // The last process of another namespace is gone.
    return '';
  }
}
