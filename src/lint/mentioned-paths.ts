import {basename} from 'node:path';
import type {LaunchFile, Task} from '../model/launch-file.ts';
import {textsIn} from '../config/analysis/source-texts.ts';
import {kept} from '../vocabulary/kept.ts';

/**
 * Whether another task mentions a path and therefore may create it. There is no better way to know the files that commands
 * create.
 */
export function isMentioned(
  {path, task}: {readonly path: string; readonly task?: Task},
  launch: LaunchFile,
): boolean {
  const [name = ''] = namesIn(basename(path)).toSorted((a, b) => b.length - a.length);
  const mentioner = mentions(launch).get(name);
  return mentioner !== undefined && mentioner !== task;
}

/** Names that tasks with commands mention, each with its task, or `several`. */
const mentions = kept(({tasks}: LaunchFile): ReadonlyMap<string, Task | 'several'> => {
  const found = new Map<string, Task | 'several'>();
  for (const task of tasks.values()) {
    const {source} = task;
    if (!('run' in source || 'serve' in source || 'exec' in source || 'copy' in source)) continue;
    for (const name of namesMentionedBy(source)) {
      const other = found.get(name) ?? task;
      found.set(name, other === task ? task : 'several');
    }
  }
  return found;
});

/** Names in all strings of a task except `sources`, which the task only reads. */
function namesMentionedBy(source: Task['source']): readonly string[] {
  return textsIn([], {...source, sources: undefined}, () => 'text').flatMap(({text}) => namesIn(text));
}

/** Possible names of files or folders, or parts of names with spaces. */
function namesIn(text: string): readonly string[] {
  return text.match(/[\w.@+-]+/g) ?? [];
}
