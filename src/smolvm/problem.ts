import {stripVTControlCharacters} from 'node:util';
import {ChannelError} from '../probes/exec-channel.ts';

/** How a call of smolvm ended, and what it wrote: of each stream the first 1 MiB. */
export interface CallEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Why a call failed that is all smolvm's own, in one line. */
export function reasonOf({code, stdout, stderr}: CallEnd): string {
  const said = /^(?:Error|error): (.*(?:\n(?![A-Z]|\s*$).*)*)/m.exec(stripVTControlCharacters(stderr))?.[1];
  const words = said ?? lastLine(stderr) ?? lastLine(stdout);
  return words?.replace(/\s+/g, ' ').trim() ?? `exit code ${code}`;
}

/** Whether a call failed since there is no machine of that name (any more). */
export function isUnknownMachine({code, stderr}: CallEnd): boolean {
  return code === 1 && /^Error: .*(vm not found|machine '[^']*' not found)/m.test(stderr);
}

/**
 * What a call of `machine exec` tells of the way in, where the guest's command has not spoken; `undefined` where it has.
 * smolvm has one exit code for all that goes wrong with itself, 1, which a command may have as well; so its words count,
 * which are always the same.
 */
export function execProblem({code, stdout, stderr}: CallEnd): ChannelError | undefined {
  if (code === 0) return CONTAINER_GONE.test(stdout.trim()) ? new ChannelError(stdout.trim()) : undefined;
  const gone = stderr.split('\n').find(line => CONTAINER_GONE.test(line.trim()));
  if (gone !== undefined) return new ChannelError(gone.trim());
  const missing = NO_PROGRAM.exec(stderr)?.[0];
  if (missing !== undefined) return new ChannelError(missing, 'request');
  if (code === 124 && stderr.includes('command timed out')) return new ChannelError('no answer in time');
  const own = code === 1 ? OWN_WORDS.exec(stderr)?.[1] : undefined;
  return own === undefined ? undefined : new ChannelError(own.trim());
}

/** The container that an image's commands run in has ended; a version may say so on either stream, with exit code 0 or not. */
const CONTAINER_GONE = /^(?:crun: )?(?:Error: )?(?:the )?container `smolvm-[^`]*` is not running$/;

/** A program, or the folder to run it in, that does not exist inside: in a bare machine, and by the words of crun. */
const NO_PROGRAM = /failed to spawn command: .*|executable file `[^`]*` not found.*/;

const OWN_WORDS =
  /^Error: ((?:vm not found|(?:config|agent|io|storage|mount) operation failed|invalid vm state|database not available|kvm [\w ]+): .*)$/m;

function lastLine(text: string): string | undefined {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .findLast(line => line.trim() !== '');
}
