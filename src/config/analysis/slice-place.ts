import type {Place} from '../../vocabulary/diagnostic.ts';
import type {Range} from '../yaml/node-at.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';
import type {WrittenText} from './written-texts.ts';

/** Where a part of a text is written in the file; `start` and `end` are offsets into the text. */
export function slicePlace(
  parsed: ParsedFile,
  {path}: Pick<WrittenText, 'path'>,
  {start, end}: Range,
): Place {
  return parsed.placeOfSlice(path, {start, end});
}
