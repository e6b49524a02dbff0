import {fstatSync, writeSync} from 'node:fs';
import {endOnLoss} from './lost-output.ts';
import {reopen} from './reopen.ts';
import type {OpenTerminal, TerminalWriter} from './terminal-writer.ts';

/** A stream that a command prints to. */
export interface TextOutput {
  write(text: string): unknown;
}

/** Standard output or standard error. Writing to a terminal never blocks; on Linux, neither does writing to a pipe. */
export interface Output extends TextOutput {
  readonly descriptor: number;
  /** Whether it is a terminal. */
  readonly isTTY: boolean;
  /** `undefined` if it is not a terminal, or a terminal without a size. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** @param written called when the text has been written */
  write(text: string, written?: () => void): void;
  /** How many bytes are pending. */
  pending(): number;
  /** Whether everything was written without the stream, so nothing is pending and no error will be reported. */
  readonly isDirect: boolean;
  /** Without a listener, an error ends the call (uncaught.ts). */
  onError(listener: (error: NodeJS.ErrnoException) => void): void;
  /** Node's stream, which takes milliseconds to load. */
  readonly stream: NodeJS.WriteStream;
}

/**
 * Writes without Node's stream, which is opened only for sockets, for the size of a terminal, and after a problem: it waits for the
 * reader of a full pipe, and reports errors.
 *
 * @param openStream opens Node's stream
 * @param openTerminal opens a terminal for writing without blocking. Default: the stream writes to it
 */
export function openOutput(
  descriptor: number,
  {
    isTerminal,
    openStream,
    openTerminal,
  }: {
    readonly isTerminal: boolean;
    readonly openStream: () => NodeJS.WriteStream;
    readonly openTerminal?: OpenTerminal;
  },
): Output {
  const listeners: ((error: NodeJS.ErrnoException) => void)[] = [];
  let stream: NodeJS.WriteStream | undefined;
  let direct: number | undefined;
  let terminal: TerminalWriter | undefined;
  const report = (error: NodeJS.ErrnoException): void => {
    for (const listener of listeners) listener(error);
    if (listeners.length === 0) endOnLoss(error);
  };
  const streamNow = (): NodeJS.WriteStream => {
    if (stream) return stream;
    stream = openStream();
    stream.on('error', report);
    return stream;
  };
  return {
    descriptor,
    isTTY: isTerminal,
    get columns() {
      return isTerminal ? streamNow().columns || undefined : undefined;
    },
    get rows() {
      return isTerminal ? streamNow().rows || undefined : undefined;
    },
    write(text, written) {
      if (isTerminal) terminal ??= openTerminal?.(descriptor, report);
      if (terminal) {
        terminal.write(text, written);
        return;
      }
      if (!stream && !isTerminal) direct ??= directDescriptor(descriptor);
      const rest = stream || direct === undefined ? text : restAfter(text, direct);
      if (stream || rest.length > 0) streamNow().write(rest, written);
      else written?.();
    },
    pending: () => (terminal?.pending() ?? 0) + (stream?.writableLength ?? 0),
    get isDirect() {
      return stream === undefined && (terminal?.pending() ?? 0) === 0;
    },
    onError(listener) {
      listeners.push(listener);
    },
    get stream() {
      return streamNow();
    },
  };
}

/** A descriptor to which the text can be written directly, so that no reader is waited for; `undefined` if there is none. */
function directDescriptor(descriptor: number): number | undefined {
  try {
    const stats = fstatSync(descriptor);
    if (stats.isFile() || stats.isCharacterDevice()) return descriptor;
    return stats.isFIFO() && process.platform === 'linux' ? reopen(`/proc/self/fd/${descriptor}`) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes as much as possible. After an error, such as a full pipe, the rest is left to the stream. */
function restAfter(text: string, descriptor: number): Buffer {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch {
    // The stream reports it.
  }
  return rest;
}
