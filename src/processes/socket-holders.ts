import {readlinkSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {ifReadable} from './if-readable.ts';
import type {ProcessTable} from './process-table.ts';
import {taskIn} from './task-mark.ts';

/**
 * Which of these processes hold which of these sockets, as far as this user may look. Once all are found it asks for no other
 * process: the descendants of one are read for that.
 */
export async function holdersAmong(
  processes: Iterable<{readonly pid: number}> | AsyncIterable<{readonly pid: number}>,
  inodes: Iterable<string>,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(inodes);
  const holders = new Map<string, number>();
  if (wanted.size === 0) return holders;
  for await (const {pid} of processes) {
    const folder = `/proc/${pid}/fd`;
    for (const name of await ifReadable(readdir(folder), [])) {
      const inode = socketAt(`${folder}/${name}`);
      if (inode !== undefined && wanted.delete(inode)) holders.set(inode, pid);
      if (wanted.size === 0) return holders;
    }
  }
  return holders;
}

/** Not asynchronously: a link takes some microseconds, a trip to Node's thread pool ten times as long. */
function socketAt(link: string): string | undefined {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1];
  } catch {
    return undefined;
  }
}

const LONGEST_COMMAND = 60;

/**
 * A process as text: `node server.js (pid 4711)`, and the task it belongs to if it is one of bottle's. Of its command the first words, up to the first option: what comes after
 * may be a password.
 */
export async function processTitle(pid: number, {environmentOf}: ProcessTable): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
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
