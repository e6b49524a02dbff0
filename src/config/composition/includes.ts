import {dirname, relative} from 'node:path';
import {errorDiagnostic, type Diagnostic, type SourceRange} from '../../vocabulary/diagnostic.ts';
import {isMap} from '../yaml/errors-below.ts';
import {composedFile} from './composed-file.ts';
import {entryOf, itemsOf, type Part} from './part.ts';

/** An entry of `include`. */
export interface Include {
  readonly whole: Part;
  readonly paths: readonly Part[];
  readonly prefix?: string;
  readonly vars?: Part;
}

/** The includes with a valid shape. */
export function includesOf(document: Part): readonly Include[] {
  const include = entryOf(document, 'include');
  if (!include) return [];
  const all = Array.isArray(include.value) ? itemsOf(include) : [include];
  return all.flatMap((whole): Include[] => {
    const path = isMap(whole.value) ? entryOf(whole, 'path') : whole;
    if (!path) return [];
    const paths = Array.isArray(path.value) ? itemsOf(path) : [path];
    if (paths.length === 0 || !paths.every(({value}) => typeof value === 'string')) return [];
    const prefix = entryOf(whole, 'prefix')?.value;
    const vars = entryOf(whole, 'vars');
    return [{whole, paths, ...(typeof prefix === 'string' && {prefix}), ...(vars && {vars})}];
  });
}

/** The rule for all problems of an entry of `include`. */
export const INCLUDE_RULE = 'wrong-include';

/** @param way the files, each including the next one */
export function includeCycle(way: readonly string[], {paths: [named]}: Include): Diagnostic {
  const [root = ''] = way;
  const names = way.map(path => `\`${relative(dirname(root), path)}\``);
  const message =
    names.length < 3 ? 'the file includes itself' : `these files include each other: ${names.join(' → ')}`;
  return errorDiagnostic({rule: INCLUDE_RULE, message, ...(named && {place: placeOf(named)})});
}

/** The place of a part in its original file. */
export function placeOf({value, origin}: Part, which: 'key' | 'value' = 'value'): SourceRange {
  return composedFile({value, origin}, origin.file).place([], which);
}
