import type {SourceRange} from '../../vocabulary/diagnostic.ts';
import type {Range} from '../yaml/node-at.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import type {SourceText} from './source-texts.ts';

/** Where a part of a text is written in the file; `start` and `end` are offsets into the text. */
export function locateSlice(
  parsed: ParsedFile,
  {path}: Pick<SourceText, 'path'>,
  {start, end}: Range,
): SourceRange {
  return parsed.placeOfSlice(path, {start, end});
}
