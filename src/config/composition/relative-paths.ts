import {isAbsolute, relative} from 'node:path';
import {referencesIn} from '../../values/expression.ts';
import {parseTemplate} from '../../values/template.ts';
import type {KeyPath} from '../yaml/parsed-file.ts';
import {editStrings} from './edit-strings.ts';
import type {Part} from './part.ts';

/**
 * A part of a file in folder `from`, for use in a file in folder `to`: relative paths in it still mean the same files.
 *
 * @param path the path of the part, from the root of a launch file
 */
export function rebasePaths(
  part: Part,
  {from, to}: {readonly from: string; readonly to: string},
  path: KeyPath,
): Part {
  const way = relative(to, from);
  if (way === '') return part;
  const start = way.startsWith('.') ? `${way}/` : `./${way}/`;
  return editStrings(
    part,
    (text, at) => {
      if (isRelativePath(text, at)) return [{at: 0, text: start}];
      return afterFolders(text).map(end => ({at: end, text: `/${way}`}));
    },
    path,
  );
}

/** Keys whose value is a path, relative to the launch file. */
const keys = new Set(['cwd', 'env_file', 'build', 'from', 'smolfile', 'ca', 'file', 'to']);

/** Keys whose value may be something other than a path, which then starts with `.`. */
const dotted = new Set(['volumes', 'source', 'image', 'devices']);

function isRelativePath(text: string, path: KeyPath): boolean {
  const names = path.filter(part => typeof part === 'string');
  const key = names.at(-1) === 'path' ? names.at(-2) : names.at(-1);
  if (isAbsolute(text) || text.startsWith('${{') || key === undefined || names.includes('env')) return false;
  if (dotted.has(key)) return /^\.\.?(\/|$|:)/.test(text);
  return keys.has(key) && !/^[\w-]+:/.test(text);
}

/** The offsets after each `${{ file.dir }}`. */
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
