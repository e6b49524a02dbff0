import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {hasCode} from '../vocabulary/caught-error.ts';
import {fileSink, isRegularFile} from './file-sink.ts';
import type {Sink} from './sink.ts';

/**
 * A sink for an output of this process.
 *
 * @param onLoss called when something could not be written for the first time; default: it does not matter
 */
export function openSink(
  stream: NodeJS.WriteStream & {readonly fd?: number},
  onLoss: (error: Error) => void = () => undefined,
): Sink {
  if (stream.fd !== undefined && isRegularFile(stream.fd)) return fileSink(stream.fd, onLoss);
  const terminal = stream.isTTY && stream.fd !== undefined ? reopen(stream.fd) : undefined;
  return terminal === undefined ? streamSink(stream) : terminalSink(terminal, stream);
}

/** Pipes and sockets: Node writes to them without blocking. */
function streamSink(stream: NodeJS.WriteStream): Sink {
  const drained = async (): Promise<void> =>
    await new Promise(resolve => {
      stream.write('', () => resolve());
    });
  return {
    write(text) {
      stream.write(text);
      return true;
    },
    pending: () => stream.writableLength,
    pendingBelow: async bytes => (stream.writableLength < bytes ? undefined : await drained()),
    close: drained,
  };
}

/**
 * Node writes to a terminal with blocking calls: one that has been stopped (Ctrl-S, a connection that hangs) would stop the
 * teardown, too. So it is opened again, since its flags are shared with every process that inherits it.
 */
function reopen(fd: number): number | undefined {
  const path = process.platform === 'linux' ? `/proc/self/fd/${fd}` : '/dev/tty';
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}

/** Until a full terminal is tried again; Node has no way to be notified of it. */
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
        // The terminal is gone; the stream's listeners know what that means.
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
