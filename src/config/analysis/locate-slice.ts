import type {SourceRange} from '../../vocabulary/diagnostic.ts';
import type {Range} from '../yaml/node-at.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import type {SourceText} from './source-texts.ts';

/** Locates a part of a string in the file; `start` and `end` are offsets into the string. */
export function locateSlice(
  parsed: ParsedFile,
  {path}: Pick<SourceText, 'path'>,
  {start, end}: Range,
): SourceRange {
  return parsed.placeOfSlice(path, {start, end});
}
