import {readFileSync} from 'node:fs';

/** The machine's fork count when counting began; `undefined` if unknown. */
let atStart: number | undefined;

/** If this process has run for longer, the system's pids may already have wrapped around past its own. */
const SHORT_MS = 2_000;

/** Starts counting the processes that the machine starts. Called before this process starts any. */
export function countForks(): void {
  if (atStart === undefined && process.uptime() * 1000 < SHORT_MS) atStart = forksOf(textOf('/proc/stat'));
}

/** Stops relying on the count, because a process of this run was missed. */
export function distrustCount(): void {
  atStart = -Infinity;
}

/**
 * Returns a function that checks whether a process may have been started after counting began. The process must have been listed
 * before this call. The check needs only the pid, because Linux assigns pids in order and wraps around after the highest one. Most
 * processes of a machine are older than the run, and skipping them saves three system calls each.
 */
export function mayBeYounger(): (pid: number) => boolean {
  const last = Number.parseInt(textOf('/proc/sys/kernel/ns_last_pid'), 10);
  const forks = forksOf(textOf('/proc/stat'));
  const highest = Number(textOf('/proc/sys/kernel/pid_max'));
  return givenSince({own: process.pid, last, highest, forks: (forks ?? Infinity) - (atStart ?? -Infinity)});
}

/**
 * Whether a pid was assigned after this process's own, if the pids certainly have not wrapped around past it; otherwise every pid
 * qualifies. Threads have pids too, and count as forks. Pids in use are skipped, so a quarter of the range is left as a margin. A fork
 * that fails at the limit of a cgroup uses up a pid as well, and is not counted.
 */
export function givenSince({own, last, highest, forks}: NumbersGiven): (pid: number) => boolean {
  const margin = highest * 0.25;
  const most = highest - margin;
  const given = last >= own ? last - own : last + highest - own;
  if (given > forks + margin) return () => true;
  if (last >= own && forks < most) return pid => pid > own && pid <= last;
  if (last < own && forks < most) return pid => pid > own || pid <= last;
  return own + forks < most ? pid => pid > own : () => true;
}

export interface NumbersGiven {
  /** The pid of this process. */
  readonly own: number;
  /** The pid assigned last in its pid namespace; NaN if unknown, as without CONFIG_CHECKPOINT_RESTORE. */
  readonly last: number;
  readonly highest: number;
  /** The number of processes and threads that the machine has started since this process. */
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
