import {readdir} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {cgroupPrefix, removeIfEmpty} from '../../src/processes/task-cgroup.ts';
import type {RunId} from '../../src/vocabulary/ids.ts';

/** Removes the empty cgroups of the runs of a state directory, after a test has killed them. */
export async function removeCgroups(stateDir: string): Promise<void> {
  const runs = await readdir(join(stateDir, 'runs')).catch(() => []);
  for (const run of runs) {
    const prefix = cgroupPrefix(run as RunId);
    if (prefix === undefined) return;
    const names = await readdir(dirname(prefix));
    for (const name of names.filter(name => name.startsWith(basename(prefix))))
      removeIfEmpty(join(dirname(prefix), name));
  }
}
