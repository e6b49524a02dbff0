import {readdir, readFile, readlink} from 'node:fs/promises';
import {ifReadable} from './if-readable.ts';
import type {ProcessTable} from './process-table.ts';
import {taskIn} from './task-mark.ts';

/** Which of these processes hold which of these sockets, as far as this user may look; it ends when all are found. */
export async function holdersAmong(
  processes: Iterable<{readonly pid: number}> | AsyncIterable<{readonly pid: number}>,
  inodes: Iterable<string>,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(inodes);
  const holders = new Map<string, number>();
  for await (const {pid} of processes) {
    if (wanted.size === 0) break;
    for (const inode of await socketsOf(pid)) if (wanted.delete(inode)) holders.set(inode, pid);
  }
  return holders;
}

async function socketsOf(pid: number): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const names = await ifReadable(readdir(folder), []);
  const targets = await Promise.all(
    names.map(async name => await readlink(`${folder}/${name}`).catch(() => '')),
  );
  return targets.flatMap(target => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
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
