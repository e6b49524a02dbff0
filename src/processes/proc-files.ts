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

/**
 * The environment that a process was started with, `NAME=value` with a NUL after each; empty where there is none or it cannot be
 * read. A process that executes another program has neither environment nor arguments for some microseconds, or longer if it
 * loses its core then; it is read again until it has.
 */
export function processEnvironment(pid: number): string {
  let looks = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && looks < MAX_LOOKS; attempt++) {
    const environment = processText(pid, 'environ');
    // Zombies and threads of the kernel have no program.
    if (environment !== '' || processLink(pid, 'exe') === undefined) return environment ?? '';
    if (processText(pid, 'cmdline') !== '') looks++;
  }
  return '';
}

/** About 0.1 s, for a process that is held in the middle of it. */
const MAX_ATTEMPTS = 2_000;

/** So often in a row no process is between two programs each time: this one was started without an environment, as by `env -i`. */
const MAX_LOOKS = 5;

function unlessRefused(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return undefined;
    throw error;
  }
}
