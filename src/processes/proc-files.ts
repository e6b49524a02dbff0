import {readFileSync, readlinkSync} from 'node:fs';
import {hasCode} from '../vocabulary/caught-error.ts';

/** A file of a process below /proc as text; `undefined` for a process that is gone meanwhile, or belongs to another user. */
export function processText(pid: number, file: string): string | undefined {
  return unlessRefused(() => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
}

/** The target of a link of a process below /proc; `undefined` as for `processText`. */
export function processLink(pid: number, link: string): string | undefined {
  return unlessRefused(() => readlinkSync(`/proc/${pid}/${link}`));
}

/** The variables `BOTTLE_…` that a process was started with, `NAME=value` each; none if they cannot be read. */
export function ownVariables(pid: number): readonly string[] {
  const environment = processEnvironment(pid);
  const found: string[] = [];
  for (let at = environment.indexOf(PREFIX); at !== -1; at = environment.indexOf(PREFIX, at + 1)) {
    if (at > 0 && environment[at - 1] !== '\0') continue;
    const end = environment.indexOf('\0', at);
    // Copies, since parts of a string keep the whole of it in memory: 4 KB for each process.
    found.push(Buffer.from(environment.slice(at, end === -1 ? undefined : end)).toString());
  }
  return found;
}

const PREFIX = 'BOTTLE_';

/**
 * The environment that a process was started with, `NAME=value` with a NUL after each; empty if there is none or it cannot be
 * read. A process that executes another program has neither environment nor arguments for some microseconds, or longer if it
 * loses its core then; it is read again until it has.
 */
export function processEnvironment(pid: number): string {
  let looks = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && looks < MAX_LOOKS; attempt++) {
    if (attempt >= QUICK_ATTEMPTS) leaveCore();
    const environment = processText(pid, 'environ');
    // Zombies and threads of the kernel have no program.
    if (environment !== '' || processLink(pid, 'exe') === undefined) return environment ?? '';
    if (processText(pid, 'cmdline') !== '') looks++;
  }
  return '';
}

/** Some milliseconds; after them the process may need this core to go on. */
const QUICK_ATTEMPTS = 100;

/** For a millisecond. */
function leaveCore(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

/** About a second, for a process that is held in the middle of it. */
const MAX_ATTEMPTS = 1_000;

/** No process is between two programs so often: this one was started without an environment, as by `env -i`. */
const MAX_LOOKS = 5;

function unlessRefused(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}
