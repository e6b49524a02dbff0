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
  const speaker = speakers(launch).get(name);
  return speaker !== undefined && speaker !== task;
}

/** The names that tasks with commands speak of, each with its task, or `several`. */
const speakers = kept(({tasks}: LaunchFile): ReadonlyMap<string, Task | 'several'> => {
  const found = new Map<string, Task | 'several'>();
  for (const task of tasks.values()) {
    const {source} = task;
    if (!('run' in source || 'serve' in source || 'exec' in source || 'copy' in source)) continue;
    for (const name of madeBy(source)) {
      const other = found.get(name) ?? task;
      found.set(name, other === task ? task : 'several');
    }
  }
  return found;
});

/** Names in all strings of a task except `sources`, which it only reads. */
function madeBy(source: Task['source']): readonly string[] {
  return textsIn([], {...source, sources: undefined}, () => 'text').flatMap(({text}) => namesIn(text));
}

/** A possible name of a file or folder, or a part of one with spaces. */
function namesIn(text: string): readonly string[] {
  return text.match(/[\w.@+-]+/g) ?? [];
}
