import stringWidth from 'string-width';
import {styleText} from 'node:util';

/** A piece of a row, without control characters. */
export interface Piece {
  readonly text: string;
  /** Default: unformatted. */
  readonly format?: Parameters<typeof styleText>[0];
}

/** Joins pieces to a row, cut at the width of the screen. */
export function screenRow(
  pieces: readonly Piece[],
  {columns, color}: {readonly columns: number; readonly color: boolean},
): string {
  let left = columns;
  let row = '';
  for (const {text, format} of pieces) {
    if (left <= 0) break;
    const cut = cutToWidth(text, left);
    left -= cut.width;
    row += color && format !== undefined ? styleText(format, cut.text, {validateStream: false}) : cut.text;
  }
  return row;
}

/** The width of a string in columns. Wide characters take two. */
export function widthOf(text: string): number {
  return cutToWidth(text, Infinity).width;
}

interface CutText {
  readonly text: string;
  readonly width: number;
}

/** Cuts a string that takes more than `columns`, and appends `…`. */
function cutToWidth(text: string, columns: number): CutText {
  if (NARROW.test(text)) {
    return text.length <= columns
      ? {text, width: text.length}
      : {text: `${text.slice(0, columns - 1)}…`, width: columns};
  }
  let width = 0;
  let end = 0;
  let endBeforeMark = 0;
  for (const character of charactersOf(text)) {
    const next = width + widthOfCharacter(character);
    if (next > columns) return {text: `${text.slice(0, endBeforeMark)}…`, width: columns};
    width = next;
    end += character.length;
    if (width < columns) endBeforeMark = end;
  }
  return {text, width};
}

/** Strings of ASCII and bottle's own marks, which take one column each. Others need `string-width`, which takes 18 ms to load. */
const NARROW = /^[ -~·…✔✖\u2800-\u28ff]*$/;

/** In strings without these, each code point is a character, and segmentation is unnecessary. */
const COMBINING = /[\p{Mark}\p{Emoji_Modifier}\p{Regional_Indicator}\p{Format}\u1100-\u11ff]/u;
let graphemes: Intl.Segmenter | undefined;

function* charactersOf(text: string): Iterable<string> {
  if (COMBINING.test(text))
    for (const {segment} of (graphemes ??= new Intl.Segmenter()).segment(text)) yield segment;
  else yield* text;
}

/** Cache of character widths, since computing one takes microseconds, and a frame has thousands of characters. */
const knownWidths = new Map<string, number>();
const MOST_KNOWN = 10_000;

function widthOfCharacter(character: string): number {
  const known = knownWidths.get(character);
  if (known !== undefined) return known;
  const width = stringWidth(character);
  if (knownWidths.size >= MOST_KNOWN) knownWidths.clear();
  knownWidths.set(character, width);
  return width;
}
