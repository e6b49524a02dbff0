import {wholeFile, type Part} from './part.ts';
import {merge} from './merge.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';

/** Combines several files into one; each file overrides the ones before it. */
export function combineFiles([first, ...others]: readonly [ParsedFile, ...ParsedFile[]]): Part {
  return others.reduce<Part>((base, over) => merge(base, wholeFile(over), []), wholeFile(first));
}
