import type {NeedCondition} from '../../schema/common-task.ts';
import {isMap, type Plain} from '../yaml/errors-below.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import type {PartialTask} from './partial-task.ts';
import {textsIn} from './source-texts.ts';

/** A task named by another task, and the location of the name. */
export interface NamedNeed {
  readonly to: string;
  readonly condition: NeedCondition;
  readonly path: KeyPath;
  readonly origin: 'needs' | 'key';
  /** The key, for messages. */
  readonly label: string;
  /** Whether the task needs an exec channel into the named task. */
  readonly wantsChannel?: boolean;
}

/** The paths of the strings in a task's own keys that name other tasks. */
export function impliedNames(task: PartialTask): readonly KeyPath[] {
  return impliedNeeds(task).map(({path}) => path);
}

/** The needs that the keys of a task's kind imply. */
export function impliedNeeds({path, validTask}: PartialTask): readonly NamedNeed[] {
  if (validTask === undefined) return [];
  const pathOf = keyPathFinder(validTask.source, validTask.kind.name);
  return validTask.impliedNeeds().map(({key, task, outputs}) => {
    const inside = pathOf(key, task);
    const wantsChannel = outputs === 'channel';
    return {
      to: task,
      condition: 'ready',
      path: [...path, ...inside],
      origin: 'key',
      label: key,
      wantsChannel,
    };
  });
}

/**
 * Finds the path of a task name in a key of the kind. The key is inside the kind's map or next to it; the name is the key's value
 * or inside it.
 */
function keyPathFinder(source: object, kind: string): (key: string, name: string) => KeyPath {
  const beside: Plain = {...source};
  const own = beside[kind];
  const known = new Map<string, ReadonlyMap<string, KeyPath>>();
  return (key, name) => {
    const isInside = isMap(own) && key in own;
    const path = isInside ? [kind, key] : [key];
    const paths = known.get(key) ?? pathsOfTexts(isInside ? own[key] : beside[key]);
    known.set(key, paths);
    return [...path, ...(paths.get(name) ?? [])];
  };
}

/** The first location of each string in a value, and of each name before a colon. */
function pathsOfTexts(value: unknown): ReadonlyMap<string, KeyPath> {
  const texts = textsIn([], value, () => 'fixed');
  const backwards = texts.toReversed();
  const heads = backwards.map(({path, text}) => [text.split(':')[0] ?? '', path] as const);
  return new Map([...heads, ...backwards.map(({path, text}) => [text, path] as const)]);
}
