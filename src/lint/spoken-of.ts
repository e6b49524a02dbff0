import {basename} from 'node:path';
import type {LaunchFile, Task} from '../model/launch-file.ts';
import {textsIn} from '../config/analysis/source-texts.ts';
import {kept} from '../vocabulary/kept.ts';

/** Whether another task mentions a path, and so may make it: what commands make cannot be known better. */
export function isSpokenOf(
  {path, task}: {readonly path: string; readonly task?: Task},
  launch: LaunchFile,
): boolean {
  const [name = ''] = namesIn(basename(path)).toSorted((a, b) => b.length - a.length);
  return [...(speakers(launch).get(name) ?? [])].some(other => other !== task);
}

/** The names that tasks with commands speak of, each with two of those tasks at most. */
const speakers = kept(({tasks}: LaunchFile): ReadonlyMap<string, ReadonlySet<Task>> => {
  const found = new Map<string, Set<Task>>();
  for (const task of tasks.values()) {
    const {source} = task;
    if (!('run' in source || 'serve' in source || 'exec' in source || 'copy' in source)) continue;
    for (const name of madeBy(source)) {
      const those = found.get(name) ?? new Set();
      found.set(name, those.size < 2 ? those.add(task) : those);
    }
  }
  return found;
});

/** Names in all strings of a task except `sources`, which it only reads. */
function madeBy(source: Task['source']): readonly string[] {
  return textsIn([], source, () => 'text').flatMap(({path, text}) =>
    path[0] === 'sources' ? [] : namesIn(text),
  );
}

/** A possible name of a file or folder, or a part of one with spaces. */
function namesIn(text: string): readonly string[] {
  return text.match(/[\w.@+-]+/g) ?? [];
}
