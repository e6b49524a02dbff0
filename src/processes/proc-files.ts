import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {hasCode} from '../vocabulary/caught-error.ts';

/** The text of a file in /proc/PID; `undefined` if the process has exited or belongs to another user. */
export function processText(pid: number, file: string): string | undefined {
  return unlessRefused(() => readFileSync(`/proc/${pid}/${file}`, 'utf8'));
}

/** The target of a link in /proc/PID; `undefined` in the same cases as {@link processText}. */
export function processLink(pid: number, link: string): string | undefined {
  return unlessRefused(() => readlinkSync(`/proc/${pid}/${link}`));
}

/** The names in a folder of /proc/PID; empty in the same cases as {@link processText}. */
export function processEntries(pid: number, folder: string): readonly string[] {
  return unlessRefused(() => readdirSync(`/proc/${pid}/${folder}`)) ?? [];
}

/** The `BOTTLE_…` variables that a process was started with, each as `NAME=value`; empty if they cannot be read. */
export function ownVariables(pid: number): readonly string[] {
  const environment = processEnvironment(pid);
  const found: string[] = [];
  for (let at = environment.indexOf(PREFIX); at !== -1; at = environment.indexOf(PREFIX, at + 1)) {
    if (at > 0 && environment[at - 1] !== '\0') continue;
    const end = environment.indexOf('\0', at);
    // Copy the value, because a substring keeps the whole string in memory: 4 KB per process.
    found.push(Buffer.from(environment.slice(at, end === -1 ? undefined : end)).toString());
  }
  return found;
}

const PREFIX = 'BOTTLE_';

/**
 * The environment that a process was started with: `NAME=value`, each followed by a NUL; '' if it is empty or cannot be read. While a
 * process executes another program, it has neither environment nor arguments for some microseconds, or longer if it is preempted. The
 * environment is read again until it appears.
 */
export function processEnvironment(pid: number): string {
  let looks = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && looks < MAX_LOOKS; attempt++) {
    if (attempt >= QUICK_ATTEMPTS) leaveCore();
    const environment = processText(pid, 'environ');
    // Zombies and kernel threads have no program.
    if (environment !== '' || processLink(pid, 'exe') === undefined) return environment ?? '';
    if (processText(pid, 'cmdline') !== '') looks++;
  }
  return '';
}

/** These take some milliseconds. After that, the process may need this CPU core to continue. */
const QUICK_ATTEMPTS = 100;

/** Sleeps for a millisecond. */
function leaveCore(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}

/** About one second, for a process that is stopped during exec. */
const MAX_ATTEMPTS = 1_000;

/** After this many looks without an environment, the process is not executing another program, but was started without one (`env -i`). */
const MAX_LOOKS = 5;

function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}
