import {readFileSync} from 'node:fs';

/** Of the machine, when the count began; `undefined` if it cannot be determined. */
let atStart: number | undefined;

/** A process that has been there for longer may have been passed by the numbers that the system gives. */
const SHORT_MS = 2_000;

/** Begins to count the processes that the machine starts, before this one starts any. */
export function countForks(): void {
  if (atStart === undefined && process.uptime() * 1000 < SHORT_MS) atStart = forksOf(textOf('/proc/stat'));
}

/**
 * Decides by its number whether a process can have been started since the count began, among processes that were listed before this
 * call. Linux gives numbers in turn, and begins again after the highest possible one. Most processes of a machine are older than a run,
 * and their numbers cost nothing, while each look at one is three system calls.
 */
export function mayBeYounger(): (pid: number) => boolean {
  const last = Number.parseInt(textOf('/proc/sys/kernel/ns_last_pid'), 10);
  const forks = forksOf(textOf('/proc/stat'));
  const highest = Number(textOf('/proc/sys/kernel/pid_max'));
  return givenSince({own: process.pid, last, highest, forks: (forks ?? Infinity) - (atStart ?? -Infinity)});
}

/**
 * The numbers that have been given since that of this process, if it is sure that they have not gone once around. Threads have numbers,
 * too, and are counted; those of living ones are passed over, for which a quarter is left. All numbers otherwise.
 */
export function givenSince({own, last, highest, forks}: NumbersGiven): (pid: number) => boolean {
  const most = highest * 0.75;
  if (last >= own && forks < most) return pid => pid > own && pid <= last;
  if (last < own && forks < most) return pid => pid > own || pid <= last;
  return own + forks < most ? pid => pid > own : () => true;
}

export interface NumbersGiven {
  /** The number of this process. */
  readonly own: number;
  /** The number that was given last in its pid namespace; NaN if it is not known, as without CONFIG_CHECKPOINT_RESTORE. */
  readonly last: number;
  readonly highest: number;
  /** How many processes and threads the machine has started since this one. */
  readonly forks: number;
}

function forksOf(stat: string): number | undefined {
  const count = /^processes (\d+)$/m.exec(stat)?.[1];
  return count === undefined ? undefined : Number(count);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
