import {once} from 'node:events';
import {readlinkSync, statSync} from 'node:fs';
import {isOutOfDescriptors} from './expected-error.ts';
import {openAll, type PipeKind} from './open-pipes.ts';
import {startPiped, type PipedChild} from './start-child.ts';

/** The descriptors that every shell can redirect. */
const DESCRIPTORS = [3, 4, 5, 6, 7, 8, 9];

/** The number of pipes that one shell creates. */
export const PIPES_TOGETHER = DESCRIPTORS.length;

/**
 * Creates pipes without a helper program and without names. A shell stores a here-document in an anonymous pipe, and on Linux other
 * processes can open that pipe through the shell's /proc/PID/fd. Each batch reuses the shell descriptors of the previous one.
 *
 * @returns `undefined` if the system has no such paths, or its shell stores here-documents elsewhere
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
 * Exits when its input is closed: after bottle has opened all pipes, or if bottle dies. It ignores Ctrl-C. bash creates no pipe for
 * an empty document, so each document has one line, which the shell reads back.
 */
const MAKE = [
  'trap "" INT TERM HUP PIPE',
  'while :; do',
  ...DESCRIPTORS.map(descriptor => `exec ${descriptor}<<'E'\n\nE\nread -r line <&${descriptor}`),
  'echo made',
  'read -r line || exit 0',
  'done',
].join('\n');

/** Opens at most `count` of the shell's pipes. */
function openThoseOf<Opened>({pid}: PipedChild, count: number, kind: PipeKind<Opened>): Opened[] {
  const paths = DESCRIPTORS.slice(0, count).map(descriptor => `/proc/${pid}/fd/${descriptor}`);
  // A shell stores all of its here-documents in the same way, so one check is enough.
  if (!statSync(paths[0] as string).isFIFO()) throw new NoAnonymousPipes();
  return openAll(paths, kind);
}

/** Whether /proc belongs to the pid namespace of this process. In any other /proc, a pid means a different process. */
function isOwnProc(): boolean {
  try {
    return readlinkSync('/proc/self') === String(process.pid);
  } catch {
    return false;
  }
}

class NoAnonymousPipes extends Error {}
