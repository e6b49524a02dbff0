import {
  spawn,
  type ChildProcess,
  type ChildProcessByStdio,
  type SpawnOptions,
  type StdioOptions,
} from 'node:child_process';
import type {Readable, Writable} from 'node:stream';
import {requireDescriptors} from './descriptors.ts';

/**
 * Starts a child process; nothing else in src may import `node:child_process` or execa (a lint rule checks that). The child and
 * each of its streams have a listener for `error` from the start: an `error` event without one ends bottle, and with it the
 * teardown. Whether the child was started is for the caller to find out, by its events `spawn` and `error`.
 * @throws what the system refuses before there is a child: EMFILE, E2BIG
 */
export function startChild(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  requireDescriptors(descriptorsFor(options.stdio));
  const child = spawn(program, args, options);
  child.on('error', ignore);
  const {stdio} = child as Partial<ChildProcess>;
  if (!stdio) throw new NoDescriptors();
  for (const stream of stdio) stream?.on('error', ignore);
  return child;
}

/** Starts a child process with a pipe for each standard stream. */
export function startPiped(
  program: string,
  args: readonly string[],
  options: Omit<SpawnOptions, 'stdio'> = {},
): PipedChild {
  return startChild(program, args, {...options, stdio: ['pipe', 'pipe', 'pipe']}) as PipedChild;
}

export type PipedChild = ChildProcessByStdio<Writable, Readable, Readable>;

/** execa, loaded when it is first needed, after the same check of descriptors. */
export async function loadExeca(): Promise<typeof import('execa').execa> {
  const {execa} = await import('execa');
  requireDescriptors(descriptorsFor(undefined));
  return execa;
}

/** Someone else took the descriptors between the check and the start. */
class NoDescriptors extends Error {
  readonly code = 'EMFILE';
}

function ignore(): void {
  // A caller that waits for the child learns it from its own listener, or from the exit.
}

/** Two for each pipe, and what spawn itself needs for a moment. */
function descriptorsFor(stdio: StdioOptions | undefined): number {
  const pipes = Array.isArray(stdio) ? stdio.filter(stream => stream === 'pipe').length : 3;
  return 2 * pipes + 4;
}
