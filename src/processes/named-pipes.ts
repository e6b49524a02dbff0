import {once} from 'node:events';
import {unlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LaunchError} from './launch-error.ts';
import {openAll, type PipeKind} from './open-pipes.ts';
import {startPiped} from './start-child.ts';
import {randomName} from '../vocabulary/random-name.ts';

/** Makes pipes by `mkfifo`, for a moment with names in the folder of temporary files. */
export async function makeNamedPipes<Opened>(count: number, kind: PipeKind<Opened>): Promise<Opened[]> {
  const paths = Array.from({length: count}, () => join(tmpdir(), `.bottle-${randomName()}`));
  const maker = startPiped('/bin/sh', ['-c', MAKE, 'sh', ...paths]);
  let problem = '';
  maker.stderr.on('data', chunk => (problem += String(chunk)));
  const closed = once(maker, 'close');
  try {
    // It ends before it has printed anything only by failing.
    const isMade = await Promise.race([
      once(maker.stdout, 'data').then(() => true),
      closed.then(() => false),
    ]);
    if (!isMade) throw noPipes(problem);
    const pipes = openAll(paths, {...kind, open: path => opened(path, kind)});
    // All are open and no longer need names. Not awaited.
    maker.stdin.end('opened\n');
    closed.catch(() => undefined);
    return pipes;
  } catch (error) {
    // Only a pipe that is open has lost its name; the maker removes the others.
    maker.stdin.end();
    await closed.catch(() => undefined);
    throw error;
  }
}

/**
 * Makes the pipes, and removes those that are left if bottle could not open them all or is gone; a Ctrl-C at the terminal is not for
 * this. `command -p` finds the system's programs, whatever the PATH.
 */
const MAKE =
  'trap "" INT TERM HUP PIPE; command -p mkfifo -m 600 "$@" || exit; echo made; read -r line || command -p rm -f "$@"';

function noPipes(problem: string): LaunchError {
  // It reports the same of each pipe.
  const [first = ''] = problem.trim().split('\n');
  return new LaunchError(`cannot create pipes in \`${tmpdir()}\` (\`$TMPDIR\`): ${first}`);
}

function opened<Opened>(path: string, {open}: PipeKind<Opened>): Opened {
  const pipe = open(path);
  unlinkSync(path);
  return pipe;
}
