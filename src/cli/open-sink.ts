import {fileSink, isFile} from './file-sink.ts';
import type {Output} from './output.ts';
import type {Sink} from './sink.ts';

/**
 * Opens a sink for an output of this process.
 *
 * @param onLoss called the first time that something cannot be written. Default: losses are ignored
 */
export function openSink(output: Output, onLoss: (error: Error) => void = () => undefined): Sink {
  if (!output.isTTY && isFile(output.descriptor)) return fileSink(output.descriptor, onLoss);
  return output.isTTY ? terminalSink(output) : turnSink(output);
}

/** Writes immediately, since the live view draws only if nothing is pending. */
function terminalSink(output: Output): Sink {
  const drained = async (): Promise<void> => await new Promise(resolve => output.write('', resolve));
  return {
    write(text) {
      output.write(text);
      return true;
    },
    pending: output.pending,
    pendingBelow: async bytes => (output.pending() < bytes ? undefined : await drained()),
    close: drained,
  };
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
