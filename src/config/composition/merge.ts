import {isMap} from '../yaml/errors-below.ts';
import type {KeyPath, MergeTag} from '../yaml/parsed-file.ts';
import {entriesOf, entryOf, itemsOf, listOf, mapOf, type Part} from './part.ts';

/**
 * Merges one part into another by the rules of Docker Compose: maps are merged key by key, lists are appended, and everything
 * else is replaced. A key without a value has no effect. Commands and probes are replaced as a whole. If two list items are about
 * the same thing (a need for the same task, a mount at the same path), the later one is used. `!reset` removes a key, and
 * `!override` replaces a map or list.
 *
 * @param path the path of both parts, from the root of a launch file
 */
export function merge(base: Part, over: Part, path: KeyPath): Part {
  if (over.value === null || over.value === undefined) return base;
  if (isReplaced(path) || tagOf(over) === 'override') return over;
  const [one, other] = isListOrItem(path) ? [asList(base), asList(over)] : [base, over];
  if (isMap(one.value) && isMap(other.value)) return mergeMaps(one, other, path);
  if (Array.isArray(one.value) && Array.isArray(other.value)) return mergeLists(one, other, path);
  return over;
}

function mergeMaps(base: Part, over: Part, path: KeyPath): Part {
  const entries = entriesOf(base).flatMap(([key, child]) => {
    const own = entryOf(over, key);
    if (own && tagOf(own) === 'reset') return [];
    return [[key, own ? merge(child, own, [...path, key]) : child] as const];
  });
  const added = entriesOf(over).filter(
    ([key, own]) => entryOf(base, key) === undefined && tagOf(own) !== 'reset',
  );
  return mapOf([...entries, ...added], base.origin);
}

function tagOf({origin}: Part): MergeTag | undefined {
  return origin.file.tag(origin.path);
}

function mergeLists(base: Part, over: Part, path: KeyPath): Part {
  const items = new Map<string, Part>();
  for (const item of [...itemsOf(base), ...itemsOf(over)]) items.set(identity(item.value, path), item);
  return listOf([...items.values()], base.origin);
}

/** Keys of a task whose values are meaningful only as a whole. */
const wholes = new Set(['run', 'serve', 'stop', 'undo', 'ready', 'liveness', 'restart']);

/** Keys of a kind that are also replaced as a whole. */
const commands = new Set(['command', 'entrypoint', 'test', 'post_start', 'pre_stop']);

function isReplaced(path: KeyPath): boolean {
  const [section, , key, inside] = path;
  if (section === 'secrets') return path.length === 2;
  if (section === 'dotenv') return true;
  return (
    section === 'tasks' &&
    ((path.length === 3 && wholes.has(String(key))) ||
      (path.length > 3 && inside !== 'env' && commands.has(String(path.at(-1)))))
  );
}

/** Whether a key takes a list or a single item. */
function isListOrItem(path: KeyPath): boolean {
  return path.at(-1) === 'env_file' || (path.length === 1 && path[0] === 'include');
}

function asList(part: Part): Part {
  return Array.isArray(part.value) ? part : listOf([part], part.origin);
}

/** A key that is equal for list items about the same thing. */
function identity(item: unknown, path: KeyPath): string {
  const key = String(path.at(-1));
  if (isMap(item)) {
    const name = item.task ?? item.network ?? item.target ?? (key === 'env_file' ? item.path : undefined);
    return typeof name === 'string' ? name : JSON.stringify(item);
  }
  if (typeof item !== 'string') return `${item as number}`;
  if (key === 'volumes' || key === 'devices') return targetOf(item);
  return key === 'tmpfs' ? item.replace(/:.*$/s, '') : item;
}

/** The path inside the container in `source:/target[:options]`. */
function targetOf(mount: string): string {
  // A colon may be part of a reference.
  const [, target = mount] = mount.replaceAll(/\$\{\{.*?\}\}/gs, 'x').split(':');
  return target;
}
