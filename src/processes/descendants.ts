import {processEntries, processText} from './proc-files.ts';
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
    for (const child of childrenOf(pid)) found.add(child);
  }
}

/** The children are listed per thread, because any thread may have started them (proc_tid_children(5)). */
function childrenOf(pid: number): readonly number[] {
  return processEntries(pid, 'task').flatMap(thread => {
    const list = processText(pid, `task/${thread}/children`) ?? '';
    return list.split(' ').filter(Boolean).map(Number);
  });
}
