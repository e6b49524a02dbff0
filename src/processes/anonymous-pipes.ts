import {once} from 'node:events';
import {readlinkSync, statSync} from 'node:fs';
import {isOutOfDescriptors} from './expected-error.ts';
import {openAll, type PipeKind} from './open-pipes.ts';
import {startPiped, type PipedChild} from './start-child.ts';

/** The descriptors that every shell can redirect. */
const DESCRIPTORS = [3, 4, 5, 6, 7, 8, 9];

/** How many pipes a shell makes together. */
export const PIPES_TOGETHER = DESCRIPTORS.length;

/**
 * Makes pipes without a program and without names: a shell keeps a here-document in an anonymous pipe, which Linux lets others open by
 * the descriptor of the shell. The next pipes replace those that are open here.
 *
 * @returns `undefined` if the system has no such paths, or its shell keeps a here-document elsewhere
 * @throws EMFILE if there are too few descriptors
 */
export async function makeAnonymousPipes<Opened>(
  count: number,
  kind: PipeKind<Opened>,
): Promise<Opened[] | undefined> {
  if (process.platform !== 'linux' || !isOwnProc()) return undefined;
  const maker = startPiped('/bin/sh', ['-c', MAKE]);
  const ended = once(maker, 'exit').then(
    () => false,
    () => false,
  );
  const pipes: Opened[] = [];
  try {
    while (pipes.length < count) {
      const made = once(maker.stdout, 'data').then(() => true);
      if (pipes.length > 0) maker.stdin.write('more\n');
      if (!(await Promise.race([made, ended]))) throw new NoAnonymousPipes();
      pipes.push(...openThoseOf(maker, count - pipes.length, kind));
    }
    return pipes;
  } catch (error) {
    pipes.forEach(kind.close);
    if (isOutOfDescriptors(error)) throw error;
    return undefined;
  } finally {
    maker.stdin.end();
  }
}

/**
 * Ends with its input, when all are open or bottle is gone; a Ctrl-C at the terminal is not for it. A document without a line would be
 * no pipe in bash, so each has one, which is read.
 */
const MAKE = [
  'trap "" INT TERM HUP PIPE',
  'while :; do',
  ...DESCRIPTORS.map(descriptor => `exec ${descriptor}<<'E'\n\nE\nread -r line <&${descriptor}`),
  'echo made',
  'read -r line || exit 0',
  'done',
].join('\n');

/** At most `count` of them. */
function openThoseOf<Opened>({pid}: PipedChild, count: number, kind: PipeKind<Opened>): Opened[] {
  const paths = DESCRIPTORS.slice(0, count).map(descriptor => `/proc/${pid}/fd/${descriptor}`);
  // Those of one shell are all alike.
  if (!statSync(paths[0] as string).isFIFO()) throw new NoAnonymousPipes();
  return openAll(paths, kind);
}

/** Not that of another pid namespace, where a number is another process. */
function isOwnProc(): boolean {
  try {
    return readlinkSync('/proc/self') === String(process.pid);
  } catch {
    return false;
  }
}

class NoAnonymousPipes extends Error {}
