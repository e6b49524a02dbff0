import {execFileSync} from 'node:child_process';
import {processesWith} from './marked-processes.ts';

/** The pids of the forkers of the bottles that carry this mark: the only processes of Perl that are not gates, which they fork. */
export function forkersWith(mark: string): readonly number[] {
  const perls = processesWith(mark)
    .filter(({commandLine}) => commandLine.includes('/perl -e'))
    .map(({pid}) => pid);
  return perls.filter(pid => !perls.includes(parentOf(pid)));
}

function parentOf(pid: number): number {
  try {
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], {encoding: 'utf8'}));
  } catch {
    return 0;
  }
}

/** Kills a process, if it is still there. */
export function killNow(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
