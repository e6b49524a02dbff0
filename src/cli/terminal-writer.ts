import {fstatSync, writeSync} from 'node:fs';
import {asError, hasCode} from '../vocabulary/caught-error.ts';
import {reopen} from './reopen.ts';

/** Writes to a terminal without blocking. What cannot be written yet is pending in memory. */
export interface TerminalWriter {
  /** @param written called when the text has been written, or when the terminal is gone */
  write(text: string, written?: () => void): void;
  /** How many bytes are pending. */
  pending(): number;
}

type OnGone = (error: NodeJS.ErrnoException) => void;

/**
 * Opens the terminal of a descriptor; `undefined` if it cannot be opened again.
 *
 * @param onGone called once, when the terminal is gone
 */
export type OpenTerminal = (descriptor: number, onGone: OnGone) => TerminalWriter | undefined;

/**
 * Node writes to a terminal with blocking calls, so a paused terminal (Ctrl-S, a hanging connection) would block signal handlers and the
 * teardown. Standard output and standard error are usually the same terminal, and share a writer to keep the order.
 */
export function terminalOpener(): OpenTerminal {
  const opened = new Map<string, {readonly writer: TerminalWriter; readonly listeners: OnGone[]}>();
  return (descriptor, onGone) => {
    const {dev, ino} = fstatSync(descriptor);
    const device = `${dev}:${ino}`;
    const known = opened.get(device);
    if (known) {
      known.listeners.push(onGone);
      return known.writer;
    }
    const own = reopen(process.platform === 'linux' ? `/proc/self/fd/${descriptor}` : '/dev/tty');
    if (own === undefined) return undefined;
    const listeners = [onGone];
    const writer = terminalWriter(own, error => {
      for (const listener of listeners) listener(error);
    });
    opened.set(device, {writer, listeners});
    return writer;
  };
}

/** Delay before another write to a full terminal, since Node cannot be notified when the terminal is writable. */
const RETRY_MS = 5;

interface Pending {
  readonly rest: Buffer;
  readonly written: (() => void) | undefined;
}

function terminalWriter(fd: number, onGone: OnGone): TerminalWriter {
  const queue: Pending[] = [];
  let bytes = 0;
  /** Whether pending strings are being written, or a timer is set for that. */
  let isDraining = false;
  let isGone = false;

  /** Writes as much as possible. Returns `false` if the terminal is full. */
  const writeSome = (): boolean => {
    try {
      for (let next = queue[0]; next; next = queue[0]) {
        const size = next.rest.length === 0 ? 0 : writeSync(fd, next.rest);
        bytes -= size;
        if (size < next.rest.length) queue[0] = {...next, rest: next.rest.subarray(size)};
        else queue.shift()?.written?.();
      }
      return true;
    } catch (error) {
      if (hasCode(error, 'EAGAIN')) return false;
      isGone = true;
      bytes = 0;
      onGone(asError(error));
      for (const {written} of queue.splice(0)) written?.();
      return true;
    }
  };
  const drain = (): void => {
    // First, since `written` may write more.
    isDraining = true;
    isDraining = !writeSome();
    if (isDraining) setTimeout(drain, RETRY_MS);
  };
  return {
    write(text, written) {
      if (isGone) return written?.();
      const rest = Buffer.from(text);
      queue.push({rest, written});
      bytes += rest.length;
      if (!isDraining) drain();
    },
    pending: () => bytes,
  };
}
