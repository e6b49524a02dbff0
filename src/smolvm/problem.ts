import {stripVTControlCharacters} from 'node:util';
import {ChannelError} from '../channels/channel.ts';
import type {OwnFailure} from './own-failure.ts';

/** How a call of smolvm ended, and what it wrote: of each stream the first 1 MiB. */
export interface CallEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Its own failure, `null` if it had none; `undefined` if this version of smolvm only prints text. */
  readonly failure?: OwnFailure | null | undefined;
}

/** Why a call failed because of smolvm itself, in one line; lines of its log may surround its reason. */
export function reasonOf({code, stdout, stderr, failure}: CallEnd): string {
  if (failure) return failure.message.replace(/\s+/g, ' ').trim();
  const said = /^(?:Error|error): (.*(?:\n(?![A-Z]|\d{4}-\d\d-|\s+[A-Z]{4,5} |\s*$).*)*)/m.exec(
    stripVTControlCharacters(stderr),
  )?.[1];
  const message = said ?? lastLine(stderr) ?? lastLine(stdout);
  return message?.replace(/\s+/g, ' ').trim() ?? `exit code ${code}`;
}

/** Whether a call failed since there is no machine of that name (any more). */
export function isUnknownMachine({code, stderr, failure}: CallEnd): boolean {
  if (failure?.code === 'NOT_FOUND') return true;
  // `machine status --json` reports it with the code `CONFIG_ERROR`; its text identifies it.
  return code === 1 && /^Error: .*(vm not found|machine '[^']*' not found)/m.test(stderr);
}

/** Whether a machine could not start since this host has no hypervisor that smolvm may use. */
export function lacksHypervisor({stderr, failure}: CallEnd): boolean {
  return failure
    ? NO_HYPERVISOR.has(failure.code)
    : /^Error: (?:.*: )?kvm (?:not available|permission denied)/m.test(stderr);
}

const NO_HYPERVISOR = new Set(['KVM_UNAVAILABLE', 'HYPERVISOR_UNAVAILABLE']);

/**
 * The failure of the exec channel in a call of `machine exec`, if the guest's command did not run; `undefined` if it did.
 * smolvm has one exit code for its own failures, 1, which a command may have as well; so its own failure counts, and in
 * versions that only print text, that text, which is always the same.
 */
export function execProblem({code, stdout, stderr, failure}: CallEnd): ChannelError | undefined {
  if (code === 0) return CONTAINER_GONE.test(stdout.trim()) ? new ChannelError(stdout.trim()) : undefined;
  const gone = stderr.split('\n').find(line => CONTAINER_GONE.test(line.trim()));
  if (gone !== undefined) return new ChannelError(gone.trim());
  if (code === 124 && stderr.includes('command timed out')) return new ChannelError('no response in time');
  const noFile = CRUN_CODES.has(code) ? CRUN_NO_PROGRAM.exec(stderr)?.[1] : undefined;
  if (noFile !== undefined) return new ChannelError(noFile, 'request');
  const own = failure === undefined ? OWN_WORDS.exec(stderr)?.[1] : failure?.message;
  if (code !== 1 || own === undefined) return undefined;
  const missing = BARE_NO_PROGRAM.exec(own)?.[1];
  return missing === undefined ? new ChannelError(own.trim()) : new ChannelError(missing, 'request');
}

/** The container that an image's commands run in has ended; a version may say so on either stream, with exit code 0 or not. */
const CONTAINER_GONE = /^(?:crun: )?(?:error: )?(?:the )?container `smolvm-[^`]*` is not running$/i;

/** Why a command did not begin: its program, or the folder to run it in, does not exist inside. */
const BARE_NO_PROGRAM = /^agent operation failed: vm exec: (failed to spawn command: .*)$/m;
const CRUN_NO_PROGRAM = /^(?:crun: )?(?:error: )?(executable file `[^`]*` not found.*)$/im;

/** The exit code of crun if a command cannot start: 1, in newer ones 255 (https://github.com/containers/crun/pull/2245). */
const CRUN_CODES = new Set([1, 255]);

const OWN_WORDS =
  /^Error: ((?:vm not found|(?:config|agent|io|storage|mount) operation failed|invalid vm state|database not available|kvm [\w ]+): .*|.*connection to VM lost.*)$/m;

function lastLine(text: string): string | undefined {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .findLast(line => line.trim() !== '');
}
