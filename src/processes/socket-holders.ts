import {processEntries, processLink, processText} from './proc-files.ts';
import type {ProcessTable} from './process-table.ts';
import {taskIn} from './task-mark.ts';

/**
 * Finds which of the processes hold which of the sockets, as far as this user has access. Stops iterating when all sockets are found,
 * because listing more processes may be expensive.
 */
export async function holdersAmong(
  processes: Iterable<{readonly pid: number}> | AsyncIterable<{readonly pid: number}>,
  inodes: Iterable<string>,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(inodes);
  const holders = new Map<string, number>();
  if (wanted.size === 0) return holders;
  for await (const {pid} of processes) {
    for (const name of processEntries(pid, 'fd')) {
      const inode = socketIn(processLink(pid, `fd/${name}`));
      if (inode !== undefined && wanted.delete(inode)) holders.set(inode, pid);
      if (wanted.size === 0) return holders;
    }
  }
  return holders;
}

function socketIn(target = ''): string | undefined {
  return /^socket:\[(\d+)\]$/.exec(target)?.[1];
}

const LONGEST_COMMAND = 60;

/**
 * Describes a process: `node server.js (pid 4711)`, with its task if bottle started it. Shows at most three words of the command and
 * nothing from the first option on, since that may be a password.
 */
export function processTitle(pid: number, {environmentOf}: ProcessTable): string {
  const command = processText(pid, 'cmdline') ?? '';
  const [program = '', ...rest] = command.split(/[\0\s]+/);
  const firstOption = rest.findIndex(word => word.startsWith('-'));
  const shown = [
    program.replace(/^.*\//, ''),
    ...rest.slice(0, firstOption === -1 ? 2 : Math.min(firstOption, 2)),
  ];
  const title = shown
    .join(' ')
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, LONGEST_COMMAND);
  const mark = taskIn(environmentOf(pid));
  const about = mark ? `pid ${pid}, task \`${mark.task}\` of run ${mark.run}` : `pid ${pid}`;
  return `${title === '' ? 'process' : title} (${about})`;
}
