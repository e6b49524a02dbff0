import {closeSync} from 'node:fs';
import {isatty} from 'node:tty';
import type {Backpressure} from './backpressure.ts';
import {openOutputPipes, type OutputPipe} from './output-pipe.ts';
import type {PipePool} from './pipe-pool.ts';

/** How a command's standard streams are connected. */
export interface StreamRequest {
  /**
   * - `terminal`: the command gets bottle's own input and output. If one of them is a terminal, the command also joins bottle's
   * process group and so receives Ctrl-C.
   * - `separate`: its own session; `stdout` and `stderr` are separate, so their relative order is not exact.
   * - `merged`: its own session; both streams in the exact order of writing, reported as `stdout`.
   */
  readonly streams: 'terminal' | 'separate' | 'merged';
  /**
   * The standard input, unless `streams` is `terminal`: a pipe that never ends, an empty file, or bottle's own input. If bottle's
   * input is a terminal, the command joins bottle's process group, because no other group may read from the terminal.
   */
  readonly stdin: 'open' | 'empty' | 'inherit';
  onOutput(stream: 'stdout' | 'stderr', chunk: Uint8Array): Backpressure;
}

/** The standard streams of a new command. */
export interface StandardStreams {
  /** For `spawn`: descriptors 0, 1 and 2. */
  readonly stdio: readonly ('inherit' | 'ignore' | number)[];
  /** Closes bottle's copies of the command's ends, after the command has started or failed to start. */
  closeOwn(): void;
  /** Reads all output that has been written so far. */
  drain(): void;
}

/** Opens the standard streams for a command. */
export async function openStreams(request: StreamRequest, stock: PipePool): Promise<StandardStreams> {
  if (request.streams === 'terminal') return TERMINAL;
  const pipes = await openOutputs(request, stock);
  const input = await openInput(request, stock).catch((error: unknown) => {
    close(pipes);
    throw error;
  });
  const [out, err = out] = pipes.map(({writer}) => writer);
  return {
    stdio: [input, out as number, err as number],
    closeOwn() {
      for (const pipe of pipes) pipe.closeWriter();
      if (typeof input === 'number') closeSync(input);
    },
    drain() {
      for (const pipe of pipes) pipe.drain();
    },
  };
}

/** Whether the command uses bottle's own terminal. */
export function sharesTerminal({streams, stdin}: StreamRequest): boolean {
  if (streams === 'terminal') return hasTerminal();
  return stdin === 'inherit' && isatty(0);
}

const TERMINAL: StandardStreams = {
  stdio: ['inherit', 'inherit', 'inherit'],
  closeOwn: () => undefined,
  drain: () => undefined,
};

async function openOutputs({streams, onOutput}: StreamRequest, stock: PipePool): Promise<OutputPipe[]> {
  return await openOutputPipes(stock, streams === 'merged' ? 1 : 2, (index, chunk) =>
    onOutput(index === 0 ? 'stdout' : 'stderr', chunk),
  );
}

async function openInput({stdin}: StreamRequest, stock: PipePool): Promise<number | 'ignore' | 'inherit'> {
  if (stdin === 'open') return await stock.takeEndless();
  return stdin === 'inherit' ? 'inherit' : 'ignore';
}

function close(pipes: readonly OutputPipe[]): void {
  for (const pipe of pipes) {
    pipe.closeWriter();
    pipe.drain();
  }
}

/** Whether bottle has a terminal; `false` after the terminal has been closed. */
export function hasTerminal(): boolean {
  return [0, 1, 2].some(descriptor => isatty(descriptor));
}
