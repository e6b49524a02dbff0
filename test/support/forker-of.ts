import {execFileSync} from 'node:child_process';
import {processesWith} from './marked-processes.ts';

/** The pids of forkers of all bottles with this mark: Perl processes except gates, which are forked by them. */
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

/** Kills a process if it still exists. */
export function killNow(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // The process has already ended.
  }
}
