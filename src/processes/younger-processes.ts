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
 * Decides by its number whether a process can have been started since the count began. Linux gives numbers in turn, so that the younger
 * ones are higher until the highest possible one has been reached. Most processes of a machine are older than a run, and their numbers
 * cost nothing, while each look at one is three system calls.
 */
export function mayBeYounger(): (pid: number) => boolean {
  const {pid: own} = process;
  const forks = forksOf(textOf('/proc/stat'));
  const highest = Number(textOf('/proc/sys/kernel/pid_max'));
  const areHigher = numbersDecide({own, highest, forks: (forks ?? Infinity) - (atStart ?? -Infinity)});
  return areHigher ? pid => pid > own : () => true;
}

/**
 * Whether the younger processes have higher numbers: with so many started since, the highest number has not been reached. Threads have
 * numbers, too, and are counted; those of living ones are passed over, for which a quarter is left.
 */
export function numbersDecide({own, highest, forks}: NumbersGiven): boolean {
  return own + forks < highest * 0.75;
}

export interface NumbersGiven {
  /** The number of this process. */
  readonly own: number;
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
