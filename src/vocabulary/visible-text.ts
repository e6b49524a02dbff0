import {ESCAPE_SEQUENCES} from './escape-sequences.ts';

/** A text without the parts that views drop: escape sequences, and the bell. */
export interface VisibleText {
  readonly text: string;
  /** The index in the whole text of a character of `text`; the end of `text` maps to the end of the whole text. */
  placeOf(index: number): number;
}

/** Whether a text may contain invisible characters. */
export function hasInvisible(text: string): boolean {
  return CONTROL.test(text);
}

/** The visible part of a text. */
export function visibleText(whole: string): VisibleText {
  // The visible pieces: their end in `text`, and how far their characters are shifted in the whole text.
  const pieces: {readonly end: number; readonly shift: number}[] = [];
  let text = '';
  let shift = 0;
  let from = 0;
  const take = (until: number): void => {
    text += whole.slice(from, until);
    if (until > from) pieces.push({end: text.length, shift});
  };
  for (const {0: dropped, index} of whole.matchAll(INVISIBLE)) {
    take(index);
    shift += dropped.length;
    from = index + dropped.length;
  }
  take(whole.length);
  return {
    text,
    placeOf(index) {
      const piece = pieces.find(({end}) => index < end);
      return piece ? index + piece.shift : whole.length;
    },
  };
}

/** The invisible part of a text. */
export function invisibleText(whole: string): string {
  return [...whole.matchAll(INVISIBLE)].map(([dropped]) => dropped).join('');
}

const INVISIBLE = new RegExp(`${ESCAPE_SEQUENCES.source}|\u0007`, 'g');
const CONTROL = /[^\P{Cc}\t\n\r]/u;
