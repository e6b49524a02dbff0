import {closeSync} from 'node:fs';
import {isatty} from 'node:tty';
import type {Backpressure} from './backpressure.ts';
import {outputPipe, type OutputPipe} from './output-pipe.ts';
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
  onOutput(stream: StreamName, chunk: Uint8Array): Backpressure;
}

type StreamName = 'stdout' | 'stderr';

/** Whether a command uses a stream of bottle itself. Then bottle starts it directly, and keys such as Ctrl-C may signal both. */
export function usesOwnStreams({streams, stdin}: Pick<StreamRequest, 'streams' | 'stdin'>): boolean {
  return streams === 'terminal' || stdin === 'inherit';
}

/** Whether a command uses bottle's terminal, and therefore joins its process group. */
export function sharesTerminal({streams, stdin}: StreamRequest): boolean {
  if (streams === 'terminal') return hasTerminal();
  return stdin === 'inherit' && isatty(0);
}

/** The streams for which a command gets a pipe, unless it uses bottle's. */
export function outputsOf({streams}: Pick<StreamRequest, 'streams'>): readonly StreamName[] {
  return streams === 'merged' ? MERGED : SEPARATE;
}

const MERGED: readonly StreamName[] = ['stdout'];
const SEPARATE: readonly StreamName[] = ['stdout', 'stderr'];

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
export async function openStreams(request: StreamRequest, pool: PipePool): Promise<StandardStreams> {
  if (request.streams === 'terminal') return TERMINAL;
  const pipes = await openOutputs(request, pool);
  const input = await openInput(request, pool).catch((error: unknown) => {
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

const TERMINAL: StandardStreams = {
  stdio: ['inherit', 'inherit', 'inherit'],
  closeOwn: () => undefined,
  drain: () => undefined,
};

async function openOutputs(request: StreamRequest, pool: PipePool): Promise<readonly OutputPipe[]> {
  const {onOutput} = request;
  const names = outputsOf(request);
  const pipes = await pool.take(names.length);
  return pipes.map((ends, at) => outputPipe(ends, chunk => onOutput(names[at] ?? 'stdout', chunk)));
}

async function openInput({stdin}: StreamRequest, pool: PipePool): Promise<number | 'ignore' | 'inherit'> {
  if (stdin === 'open') return await pool.takeEndless();
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
