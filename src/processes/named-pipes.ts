import {once} from 'node:events';
import {unlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {LaunchError} from './launch-error.ts';
import {openAll, type PipeKind} from './open-pipes.ts';
import {startPiped} from './start-child.ts';
import {randomName} from '../vocabulary/random-name.ts';

/** Creates pipes with `mkfifo`. For a moment they have names in the temporary folder. */
export async function makeNamedPipes<Opened>(count: number, kind: PipeKind<Opened>): Promise<Opened[]> {
  const paths = Array.from({length: count}, () => join(tmpdir(), `.bottle-${randomName()}`));
  const maker = startPiped('/bin/sh', ['-c', MAKE, 'sh', ...paths]);
  let problem = '';
  maker.stderr.on('data', chunk => (problem += String(chunk)));
  const closed = once(maker, 'close');
  try {
    // The maker exits without output only if it fails.
    const isMade = await Promise.race([
      once(maker.stdout, 'data').then(() => true),
      closed.then(() => false),
    ]);
    if (!isMade) throw noPipes(problem);
    const pipes = openAll(paths, {...kind, open: path => opened(path, kind)});
    // All pipes are open and no longer need names. The exit of the maker is not awaited.
    maker.stdin.end('opened\n');
    closed.catch(() => undefined);
    return pipes;
  } catch (error) {
    // Opened pipes have already been unlinked; the maker removes the others.
    maker.stdin.end();
    await closed.catch(() => undefined);
    throw error;
  }
}

/**
 * Creates the pipes, and removes those that are left if bottle cannot open them all or dies. It ignores Ctrl-C. `command -p` finds
 * the system's programs independent of PATH.
 */
const MAKE =
  'trap "" INT TERM HUP PIPE; command -p mkfifo -m 600 "$@" || exit; echo made; read -r line || command -p rm -f "$@"';

function noPipes(problem: string): LaunchError {
  // mkfifo reports the same problem for each pipe.
  const [first = ''] = problem.trim().split('\n');
  return new LaunchError(`cannot create pipes in \`${tmpdir()}\` (\`$TMPDIR\`): ${first}`);
}

function opened<Opened>(path: string, {open}: PipeKind<Opened>): Opened {
  const pipe = open(path);
  unlinkSync(path);
  return pipe;
}
