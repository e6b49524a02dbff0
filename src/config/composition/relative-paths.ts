import {isAbsolute, relative} from 'node:path';
import {referencesIn} from '../../values/expression.ts';
import {parseTemplate} from '../../values/template.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import {editStrings} from './edit-strings.ts';
import type {Part} from './part.ts';

/**
 * Adapts a part of a file in folder `from` for a file in folder `to`, so its relative paths still refer to the same files.
 *
 * @param path the path of the part, from the root of a launch file
 */
export function rebasePaths(
  part: Part,
  {from, to}: {readonly from: string; readonly to: string},
  path: KeyPath,
): Part {
  const way = relative(to, from);
  return way === '' ? part : editStrings(part, (text, at) => insertions(text, at, way), path);
}

/** Like {@link rebasePaths}, for the value of a task. */
export function rebaseValue<Value>(
  value: Value,
  {from, to}: {readonly from: string; readonly to: string},
): Value {
  const way = relative(to, from);
  const rebased = (each: unknown, at: KeyPath): unknown => {
    if (typeof each === 'string')
      return insertions(each, at, way).reduceRight(
        (text, {at: offset, text: added}) =>
          text.slice(0, offset) + added + text.slice(offset).replace(offset === 0 ? /^\.\// : '', ''),
        each,
      );
    if (Array.isArray(each)) return each.map((item, index) => rebased(item, [...at, index]));
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, rebased(item, [...at, key])]));
  };
  return rebased(value, []) as Value;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** The insertions that make the paths in a string relative to another folder. */
function insertions(text: string, path: KeyPath, way: string): Insertion[] {
  const start = way.startsWith('.') ? `${way}/` : `./${way}/`;
  if (isRelativePath(text, path)) return [{at: 0, text: start}];
  return afterFolders(text).map(end => ({at: end, text: `/${way}`}));
}

/** Keys whose value is a path relative to the launch file. */
const keys = new Set([
  'cwd',
  'env_file',
  'build',
  'from',
  'smolfile',
  'ca',
  'file',
  'to',
  'certs',
  'kubeconfig',
]);

/** Keys whose value is a path only if it starts with `.`. */
const dotted = new Set(['volumes', 'source', 'image', 'devices']);

function isRelativePath(text: string, path: KeyPath): boolean {
  const names = path.filter(part => typeof part === 'string');
  const key = names.at(-1) === 'path' ? names.at(-2) : names.at(-1);
  if (isAbsolute(text) || text.startsWith('${{') || key === undefined || names.includes('env')) return false;
  if (dotted.has(key)) return /^\.\.?(\/|$|:)/.test(text);
  return keys.has(key) && !/^[\w-]+:/.test(text);
}

/** The offset after each `${{ file.dir }}`. */
function afterFolders(text: string): readonly number[] {
  if (!text.includes('file.dir')) return [];
  return parseTemplate(text).parts.flatMap(part => {
    const isFolder =
      part.type === 'expression' &&
      part.expression.type === 'reference' &&
      referencesIn(part.expression)[0]?.path.join('.') === 'file.dir';
    return isFolder ? [part.end] : [];
  });
}
