import {dirname, resolve} from 'node:path';
import {isMap} from '../config/yaml/errors-below.ts';
import {parse} from '../config/yaml/parse.ts';
import type {ParsedFile} from '../config/yaml/parsed-file.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';
import {withoutQuotes, type Mention} from './named-range.ts';

/**
 * The tasks named by `extends` in all files of a launch file; composed tasks no longer have this key. A task that is not part of the
 * composed launch file gets a name that contains its file, and its key is returned as well.
 */
export function extendedIn({parsed}: PartialFile, others: readonly Mention[]): readonly Mention[] {
  const files = new Map<string, ParsedFile>();
  for (const {path, text} of parsed.files) {
    const read = parse(path, text);
    const file = 'parsed' in read ? read.parsed : read.readable;
    if (file) files.set(path, file);
  }
  return [...files.values()].flatMap(file =>
    file.text.includes('extends') ? mentionsIn(file, files, others) : [],
  );
}

function mentionsIn(
  file: ParsedFile,
  files: ReadonlyMap<string, ParsedFile>,
  others: readonly Mention[],
): readonly Mention[] {
  const {tasks} = isMap(file.value) ? file.value : {};
  return Object.entries(isMap(tasks) ? tasks : {}).flatMap(([task, value]): readonly Mention[] => {
    const base = isMap(value) ? value.extends : undefined;
    const name = isMap(base) ? base.task : base;
    const path =
      isMap(base) && typeof base.file === 'string' ? resolve(dirname(file.path), base.file) : file.path;
    const other = files.get(path);
    if (typeof name !== 'string' || !other || !hasTask(other, name)) return [];
    const at = ['tasks', task, 'extends', ...(isMap(base) ? ['task'] : [])];
    const use = withoutQuotes(file, file.place(at, 'value'));
    const key = withoutQuotes(other, other.place(['tasks', name], 'key'));
    const known = others.find(
      ({isKey, range}) => isKey && range.file === key.file && range.start === key.start,
    );
    const section = 'tasks' as const;
    if (known) return [{section, name: known.name, range: use, isKey: false}];
    const own = {section, name: `${path}#${name}`};
    return [
      {...own, range: key, isKey: true},
      {...own, range: use, isKey: false},
    ];
  });
}

function hasTask({value}: ParsedFile, name: string): boolean {
  return isMap(value) && isMap(value.tasks) && Object.hasOwn(value.tasks, name);
}
