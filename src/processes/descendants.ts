import {readdir, readFile} from 'node:fs/promises';
import {isSame, type ProcessIdentity} from './process-identity.ts';

/**
 * The processes of these that live, each with its descendants as long as their parents live. It reads no more than it is
 * asked for, and far less than the whole process table; where the system does not list children there are none.
 */
export async function* livingDescendants(
  roots: readonly ProcessIdentity[],
): AsyncGenerator<{readonly pid: number}> {
  const found = new Set<number>();
  for (const root of roots) if (await isSame(root)) found.add(root.pid);
  // A set is walked in the order of adding, including what is added on the way.
  for (const pid of found) {
    yield {pid};
    for (const child of await childrenOf(pid)) found.add(child);
  }
}

/** Any of its threads may have started them (proc_tid_children(5)). */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = threads.map(
    async thread => await readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => ''),
  );
  return (await Promise.all(lists)).flatMap(list => list.split(' ').filter(Boolean).map(Number));
}
