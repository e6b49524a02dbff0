import {wholeFile, type Part} from './part.ts';
import {merge} from './merge.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';

/** Several files as one: each changes what those before it have. */
export function combineFiles([first, ...others]: readonly [ParsedFile, ...ParsedFile[]]): Part {
  return others.reduce<Part>((base, over) => merge(base, wholeFile(over), []), wholeFile(first));
}
