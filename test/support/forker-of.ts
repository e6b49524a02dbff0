import {execFileSync} from 'node:child_process';
import {processesWith} from './marked-processes.ts';

/** The pids of forkers of all bottles with this mark: Perl processes except gates, which are forked by them. */
export function forkersWith(mark: string): readonly number[] {
  const perls = perlsWith(mark);
  return perls.filter(pid => !perls.includes(parentOf(pid)));
}

/** The pids of commands that these forkers have forked and that wait at their gates. */
export function forkedGatesWith(mark: string): readonly number[] {
  const perls = perlsWith(mark);
  return perls.filter(pid => perls.includes(parentOf(pid)));
}

function perlsWith(mark: string): readonly number[] {
  return processesWith(mark)
    .filter(({commandLine}) => commandLine.includes('/perl -e'))
    .map(({pid}) => pid);
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
