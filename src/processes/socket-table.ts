import {closeSync, openSync, readSync} from 'node:fs';
import {listeningSockets, type ListeningSocket} from './listening-sockets.ts';

/** The listening sockets of a network namespace. */
export interface SocketTable {
  /** Reads the table. Synchronous, because Node's thread pool takes longer than most readings. */
  read(): readonly ListeningSocket[];
  /** The last table if its read began at most `ms` ago, or else an empty list. */
  recent(ms: number): readonly ListeningSocket[];
  /** Opens a counter of TCP sockets, which is fast to read; `undefined` if the system has none. */
  openCounter(): SocketCounter | undefined;
}

/** Changes with each new TCP listener and each connection. */
export interface SocketCounter {
  read(): string;
  close(): void;
}

/** @param folder the directory with the namespace's socket tables */
export function createSocketTable(folder = '/proc/net'): SocketTable {
  let last: {readonly sockets: readonly ListeningSocket[]; readonly begunAt: number} = {
    sockets: [],
    begunAt: -Infinity,
  };
  const counts = new Map<string, number>();
  return {
    read() {
      const begunAt = performance.now();
      const sockets = listeningSockets('tcp', folder, counts);
      last = {sockets, begunAt};
      return sockets;
    },
    recent: ms => (performance.now() - last.begunAt <= ms ? last.sockets : []),
    openCounter: () => openCounter(folder),
  };
}

/** The files stay open, because opening a file in /proc takes ten times as long as reading it. */
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
    // The namespace is gone, because its last process has exited.
    return '';
  }
}
