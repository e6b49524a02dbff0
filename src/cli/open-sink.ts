import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {hasCode} from '../vocabulary/caught-error.ts';
import {fileSink, isRegularFile} from './file-sink.ts';
import type {Sink} from './sink.ts';

/**
 * Opens a sink for an output stream of this process.
 *
 * @param onLoss called the first time that something cannot be written. Default: losses are ignored
 */
export function openSink(
  stream: NodeJS.WriteStream & {readonly fd?: number},
  onLoss: (error: Error) => void = () => undefined,
): Sink {
  if (stream.fd !== undefined && isRegularFile(stream.fd)) return fileSink(stream.fd, onLoss);
  const terminal = stream.isTTY && stream.fd !== undefined ? reopen(stream.fd) : undefined;
  return terminal === undefined ? streamSink(stream) : terminalSink(terminal, stream);
}

/** A sink for pipes and sockets, to which Node writes without blocking. All that is written in a turn of the event loop is one write. */
function streamSink(stream: NodeJS.WriteStream): Sink {
  let isCorked = false;
  const uncork = (): void => {
    isCorked = false;
    stream.uncork();
  };
  const drained = async (): Promise<void> =>
    await new Promise(resolve => {
      stream.write('', () => resolve());
    });
  return {
    write(text) {
      if (!isCorked) {
        isCorked = true;
        stream.cork();
        process.nextTick(uncork);
      }
      stream.write(text);
      return true;
    },
    pending: () => stream.writableLength,
    pendingBelow: async bytes => (stream.writableLength < bytes ? undefined : await drained()),
    close: drained,
  };
}

/**
 * Node writes to a terminal with blocking calls, so a paused terminal (Ctrl-S, a hanging connection) would block the teardown. The
 * terminal is opened again in non-blocking mode, since the flags of the descriptor are shared with all processes that inherit it.
 */
function reopen(fd: number): number | undefined {
  const path = process.platform === 'linux' ? `/proc/self/fd/${fd}` : '/dev/tty';
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

/** Delay before another write to a full terminal, since Node cannot be notified when the terminal is writable. */
const RETRY_MS = 5;

function terminalSink(fd: number, stream: NodeJS.WriteStream): Sink {
  let queue: Buffer[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const waiting = new Set<{readonly below: number; readonly settle: () => void}>();

  const settle = (): void => {
    for (const each of waiting) if (bytes < each.below && waiting.delete(each)) each.settle();
  };
  const drain = (): void => {
    timer = undefined;
    try {
      for (let next = queue[0]; next; next = queue[0]) {
        const writtenBytes = writeSync(fd, next);
        bytes -= writtenBytes;
        if (writtenBytes === next.length) queue.shift();
        else queue[0] = next.subarray(writtenBytes);
      }
    } catch (error) {
      if (hasCode(error, 'EAGAIN')) {
        timer = setTimeout(drain, RETRY_MS);
      } else {
        queue = [];
        bytes = 0;
        // The terminal is gone. Listeners of the stream handle the error.
        stream.emit('error', error);
      }
    }
    settle();
  };
  const pendingBelow = async (below: number): Promise<void> =>
    await new Promise(resolve => {
      if (bytes < below) resolve();
      else waiting.add({below, settle: resolve});
    });

  return {
    write(text) {
      const buffer = Buffer.from(text);
      queue.push(buffer);
      bytes += buffer.length;
      if (timer === undefined) drain();
      return true;
    },
    pending: () => bytes,
    pendingBelow,
    async close() {
      await pendingBelow(1);
      closeSync(fd);
    },
  };
}
