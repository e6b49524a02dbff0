import {closeSync, writeSync} from 'node:fs';
import {hasCode} from '../vocabulary/caught-error.ts';
import {fileSink, isFile} from './file-sink.ts';
import type {Output} from './output.ts';
import {reopen} from './reopen.ts';
import type {Sink} from './sink.ts';

/**
 * Opens a sink for an output of this process.
 *
 * @param onLoss called the first time that something cannot be written. Default: losses are ignored
 */
export function openSink(output: Output, onLoss: (error: Error) => void = () => undefined): Sink {
  if (!output.isTTY && isFile(output.descriptor)) return fileSink(output.descriptor, onLoss);
  const terminal = output.isTTY ? reopenTerminal(output.descriptor) : undefined;
  return terminal === undefined ? turnSink(output) : terminalSink(terminal, output);
}

/** A sink for pipes and sockets. All that is written in a turn of the event loop is one write. */
function turnSink(output: Output): Sink {
  let text = '';
  let bytes = 0;
  const flush = (written?: () => void): void => {
    const flushed = text;
    text = '';
    bytes = 0;
    output.write(flushed, written);
  };
  const pending = (): number => bytes + output.pending();
  const drained = async (): Promise<void> => await new Promise(flush);
  return {
    write(more) {
      if (text === '') process.nextTick(() => flush());
      text += more;
      // Counted here, since the bytes of everything together would be counted again for each line.
      bytes += Buffer.byteLength(more);
      return true;
    },
    pending,
    pendingBelow: async bytes => (pending() < bytes ? undefined : await drained()),
    close: drained,
  };
}

/** Node writes to a terminal with blocking calls, so a paused terminal (Ctrl-S, a hanging connection) would block the teardown. */
function reopenTerminal(fd: number): number | undefined {
  return reopen(process.platform === 'linux' ? `/proc/self/fd/${fd}` : '/dev/tty');
}

/** Delay before another write to a full terminal, since Node cannot be notified when the terminal is writable. */
const RETRY_MS = 5;

function terminalSink(fd: number, output: Output): Sink {
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
        output.stream.emit('error', error);
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
