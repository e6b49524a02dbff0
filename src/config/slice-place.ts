import type {Place} from '../vocabulary/diagnostic.ts';
import type {ParsedFile} from './parsed-file.ts';
import type {WrittenText} from './written-texts.ts';

/** Where a part of a text stands in the file; `start` and `end` are offsets into the text. */
export function slicePlace(
  parsed: ParsedFile,
  {path, text}: WrittenText,
  {start, end}: {readonly start: number; readonly end: number},
): Place {
  const needle = text.slice(start, end);
  if (needle.trim() === '') return parsed.place(path, 'value');
  return parsed.placeOfText(path, needle, text.slice(0, start).split(needle).length - 1);
}
