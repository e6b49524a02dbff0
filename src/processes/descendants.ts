import {readdir, readFile} from 'node:fs/promises';
import {ifReadable} from './if-readable.ts';
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
  const children: number[] = [];
  // One after the other: each takes a descriptor, and a process may have hundreds of threads.
  for (const thread of await ifReadable(readdir(`/proc/${pid}/task`), [])) {
    const list = await ifReadable(readFile(`/proc/${pid}/task/${thread}/children`, 'utf8'), '');
    children.push(...list.split(' ').filter(Boolean).map(Number));
  }
  return children;
}
