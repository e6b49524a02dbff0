import {readdir} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {processText} from '../../src/processes/proc-files.ts';
import {cgroupPrefix, removeIfEmpty} from '../../src/processes/task-cgroup.ts';
import type {RunId} from '../../src/vocabulary/ids.ts';
import {processesWith} from './marked-processes.ts';

/** The ids of the runs whose cgroups contain processes with this mark. */
export function runsWithProcesses(mark: string): readonly string[] {
  return processesWith(mark).flatMap(({pid}) => {
    const [, run = []] = /^0::.*\/bottle-(\d+-\d+-\w+)-/m.exec(processText(pid, 'cgroup') ?? '') ?? [];
    return run;
  });
}

/** Removes the empty cgroups of runs, after a test has killed their processes. */
export async function removeCgroups(runs: Iterable<string>): Promise<void> {
  for (const run of new Set(runs)) {
    const prefix = cgroupPrefix(run as RunId);
    if (prefix === undefined) return;
    const names = await readdir(dirname(prefix));
    for (const name of names.filter(name => name.startsWith(basename(prefix))))
      removeIfEmpty(join(dirname(prefix), name));
  }
}
