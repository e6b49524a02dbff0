import {readdir, readFile} from 'node:fs/promises';
import {ifReadable} from './if-readable.ts';
import {isSame, type ProcessIdentity} from './process-identity.ts';

/**
 * The live processes among `roots` and their descendants. A descendant is not found if a process between it and the root has exited.
 * Processes are read lazily, which is much cheaper than reading the whole process table. On systems that do not list children, only
 * the roots are returned.
 */
export async function* livingDescendants(
  roots: readonly ProcessIdentity[],
): AsyncGenerator<{readonly pid: number}> {
  const found = new Set<number>();
  for (const root of roots) if (await isSame(root)) found.add(root.pid);
  // A set is iterated in insertion order, including elements added during the iteration.
  for (const pid of found) {
    yield {pid};
    for (const child of await childrenOf(pid)) found.add(child);
  }
}

/** The children are listed per thread, because any thread may have started them (proc_tid_children(5)). */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const children: number[] = [];
  // Sequentially: each read takes a descriptor, and a process may have hundreds of threads.
  for (const thread of await ifReadable(readdir(`/proc/${pid}/task`), [])) {
    const list = await ifReadable(readFile(`/proc/${pid}/task/${thread}/children`, 'utf8'), '');
    children.push(...list.split(' ').filter(Boolean).map(Number));
  }
  return children;
}
