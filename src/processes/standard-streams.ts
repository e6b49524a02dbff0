import {closeSync} from 'node:fs';
import {isatty} from 'node:tty';
import type {Backpressure} from './backpressure.ts';
import {openOutputPipes, type OutputPipe} from './output-pipe.ts';
import type {PipePool} from './pipe-pool.ts';

/** How a command's standard streams are connected. */
export interface StreamRequest {
  /**
   * - `terminal`: it gets bottle's own input and output; if one of them is a terminal, also bottle's process group, and so
   * the terminal's Ctrl-C.
   * - `separate`: its own session; `stdout` and `stderr` are distinguished, at the cost of their exact order.
   * - `merged`: its own session; one stream in the exact order of writing, reported as `stdout`.
   */
  readonly streams: 'terminal' | 'separate' | 'merged';
  /**
   * Its standard input, unless it gets the terminal: a pipe that never ends, an empty file, or bottle's own input. If that is a
   * terminal, the command joins bottle's process group: the system lets no other group read from it.
   */
  readonly stdin: 'open' | 'empty' | 'inherit';
  onOutput(stream: 'stdout' | 'stderr', chunk: Uint8Array): Backpressure;
}

/** The standard streams of a command that is being started. */
export interface StandardStreams {
  /** For `spawn`: descriptors 0, 1 and 2. */
  readonly stdio: readonly ('inherit' | 'ignore' | number)[];
  /** Closes the command's ends here, once it has them or will never have them. */
  closeOwn(): void;
  /** Reads what is there now of its output, to the last byte. */
  drain(): void;
}

/** Opens what a command reads from and writes to. */
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

/** Whether the command reads from or writes to the terminal that bottle is on. */
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

/** Whether bottle has a terminal; `false` once that has been closed. */
export function hasTerminal(): boolean {
  return [0, 1, 2].some(descriptor => isatty(descriptor));
}
