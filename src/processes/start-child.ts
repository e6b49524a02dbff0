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
 * Starts a child process. Nothing else in src may import `node:child_process` or execa (a lint rule checks that). The child and each
 * of its streams get an `error` listener immediately, because an `error` event without a listener would end bottle in the middle of a
 * teardown. Callers learn from the `spawn` and `error` events whether the child has started.
 * @throws errors that occur before the child exists: EMFILE, E2BIG
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

/** Loads execa on first use. Makes the same descriptor check as {@link startChild}. */
export async function loadExeca(): Promise<typeof import('execa').execa> {
  const {execa} = await import('execa');
  requireDescriptors(descriptorsFor(undefined));
  return execa;
}

/** The descriptors were used up between the check and the start. */
class NoDescriptors extends Error {
  readonly code = 'EMFILE';
}

function ignore(): void {
  // Callers learn of the error from their own listeners, or from the exit.
}

/** Two descriptors for each pipe, and those that `spawn` needs for a moment. */
function descriptorsFor(stdio: StdioOptions | undefined): number {
  const pipes = Array.isArray(stdio) ? stdio.filter(stream => stream === 'pipe').length : 3;
  return 2 * pipes + 4;
}
