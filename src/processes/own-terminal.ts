import type {Backpressure} from './backpressure.ts';

/** The terminal that bottle was started on, or the pipes or files that replace it. */
export interface OwnTerminal {
  /** Whether input and output are a terminal; otherwise the streams are passed on unchanged. */
  readonly isTerminal: boolean;
  /** 24 rows of 80 columns if unknown. */
  size(): {readonly rows: number; readonly columns: number};
  /** Calls `onResize` whenever the size changes, until `signal` fires. */
  onResize(onResize: () => void, signal: AbortSignal): void;
  /** Reports every key press (in raw mode, so Ctrl-C too) until `signal` fires, then restores the terminal. */
  readInput(input: {onData(piece: Buffer): void; onEnd(): void}, signal: AbortSignal): void;
  write(stream: 'stdout' | 'stderr', piece: Uint8Array): Backpressure;
}

/** The terminal of this process. Host commands inherit it. For commands in containers and machines, bottle forwards each byte. */
export function ownTerminal(): OwnTerminal {
  const {stdin, stdout} = process;
  // `isTTY` is undefined for a pipe, though its type is boolean.
  const isTerminal = [stdin, stdout].every(({isTTY}) => isTTY);
  return {
    isTerminal,
    size: () => ({rows: stdout.rows || 24, columns: stdout.columns || 80}),
    onResize(onResize, signal) {
      stdout.on('resize', onResize);
      signal.addEventListener('abort', () => stdout.off('resize', onResize), {once: true});
    },
    readInput({onData, onEnd}, signal) {
      const stop = (): void => {
        stdin.off('data', onData).off('end', onEnd).pause();
        if (isTerminal) stdin.setRawMode(false);
        // A pipe that stays open must not keep bottle alive.
        if ('unref' in stdin) stdin.unref();
      };
      if (isTerminal) stdin.setRawMode(true);
      stdin.on('data', onData).once('end', onEnd).resume();
      signal.addEventListener('abort', stop, {once: true});
    },
    write(stream, piece) {
      const output = process[stream];
      if (output.write(piece)) return undefined;
      return new Promise(resolve => {
        output.write('', () => resolve());
      });
    },
  };
}
