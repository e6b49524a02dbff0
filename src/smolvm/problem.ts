import {stripVTControlCharacters} from 'node:util';
import {ChannelError} from '../channels/channel.ts';
import type {OwnFailure} from './own-failure.ts';

/** The exit code of a smolvm call, and the first 1 MiB of each output stream. */
export interface CallEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** smolvm's own failure; `null` if there was none, `undefined` if this version only prints text. */
  readonly failure?: OwnFailure | null | undefined;
}

/** The reason why smolvm itself failed, in one line; lines of its log may surround it. */
export function reasonOf({code, stdout, stderr, failure}: CallEnd): string {
  if (failure) return failure.message.replace(/\s+/g, ' ').trim();
  const said = /^(?:Error|error): (.*(?:\n(?![A-Z]|\d{4}-\d\d-|\s+[A-Z]{4,5} |\s*$).*)*)/m.exec(
    stripVTControlCharacters(stderr),
  )?.[1];
  const message = said ?? lastLine(stderr) ?? lastLine(stdout);
  return message?.replace(/\s+/g, ' ').trim() ?? `exit code ${code}`;
}

/** Whether a call failed because the machine does not exist, or no longer exists. */
export function isUnknownMachine({code, stderr, failure}: CallEnd): boolean {
  if (failure?.code === 'NOT_FOUND') return true;
  // `machine status --json` reports it with the code `CONFIG_ERROR`; its text identifies it.
  return code === 1 && /^Error: .*(vm not found|machine '[^']*' not found)/m.test(stderr);
}

/** Whether a machine could not start because smolvm cannot use a hypervisor on this host. */
export function lacksHypervisor({stderr, failure}: CallEnd): boolean {
  return failure
    ? NO_HYPERVISOR.has(failure.code)
    : /^Error: (?:.*: )?kvm (?:not available|permission denied)/m.test(stderr);
}

const NO_HYPERVISOR = new Set(['KVM_UNAVAILABLE', 'HYPERVISOR_UNAVAILABLE']);

/**
 * The failure of the exec channel in a call of `machine exec`, if the guest's command did not run; `undefined` if it
 * did. smolvm uses exit code 1 for its own failures, and a command may also exit with 1. The reported failure
 * distinguishes the two; in versions that only print text, the fixed wording does.
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

/** The container of the machine's image has exited; versions differ in the stream and in the exit code. */
const CONTAINER_GONE = /^(?:crun: )?(?:error: )?(?:the )?container `smolvm-[^`]*` is not running$/i;

/** The reason why a command did not start: its program or its working directory does not exist in the guest. */
const BARE_NO_PROGRAM = /^agent operation failed: vm exec: (failed to spawn command: .*)$/m;
const CRUN_NO_PROGRAM = /^(?:crun: )?(?:error: )?(executable file `[^`]*` not found.*)$/im;

/** The exit code of crun if a command cannot start: 1, or 255 in newer versions (https://github.com/containers/crun/pull/2245). */
const CRUN_CODES = new Set([1, 255]);

const OWN_WORDS =
  /^Error: ((?:vm not found|(?:config|agent|io|storage|mount) operation failed|invalid vm state|database not available|kvm [\w ]+): .*|.*connection to VM lost.*)$/m;

function lastLine(text: string): string | undefined {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .findLast(line => line.trim() !== '');
}
