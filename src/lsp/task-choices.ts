import {isMap} from '../config/yaml/errors-below.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';
import type {Choice} from './choice.ts';
import type {Cursor} from './cursor.ts';
import type {NamePlace} from './name-place.ts';
import {kindOf, taskSource} from './task-source.ts';

/** The tasks that can be named at a place, except the task around it and tasks that are already in the list. */
export function taskChoices({partial, path, after}: Cursor, place: NamePlace): readonly Choice[] {
  const [, self] = path;
  const listed = listAround(partial, path);
  const fits = (name: string) => name !== self && !listed.includes(name) && place.takes(name, partial);
  const names = [...partial.tasks.keys()].filter(fits);
  const insert = (name: string) => {
    if (place.isList) return {insert: `[${name}]`};
    return place.isSide && !after.includes(':') ? {insert: `${name}:/`} : {};
  };
  return [
    ...names.map(name => ({...taskChoice(partial, name), ...insert(name)})),
    ...(place.others ?? []).map(label => ({label, what: 'fact', ...insert(label)}) as const),
  ];
}

/** A task by name, with its kind and description. */
export function taskChoice(partial: PartialFile, name: string): Choice {
  const {description} = taskSource(partial, name);
  const kind = kindOf(partial, name);
  return {
    label: name,
    what: 'task',
    ...(kind !== undefined && {detail: kind}),
    ...(typeof description === 'string' && {documentation: description}),
  };
}

/** The tasks in the list that contains a string, as names or as `{task: name}`. */
function listAround({parsed}: PartialFile, path: Cursor['path']): readonly unknown[] {
  const depth = path.findLastIndex(part => typeof part === 'number');
  let list: unknown = parsed.value;
  for (const part of path.slice(0, depth)) list = (list as Readonly<Record<string, unknown>>)[part];
  return Array.isArray(list) ? list.map(item => (isMap(item) ? item.task : (item as unknown))) : [];
}
