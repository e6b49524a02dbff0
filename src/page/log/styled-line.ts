import {printableLine} from '../../vocabulary/printable.ts';
import type {Marks} from './find-marks.ts';
import {PLAIN, applySgr, type TextStyle} from './sgr.ts';

/** Text in one style. */
export interface Piece {
  readonly text: string;
  readonly style: TextStyle;
  /** Whether it matches the search. */
  readonly isMatch: boolean;
}

/**
 * Splits a line into pieces with colours and marked matches. All other escape sequences are removed.
 *
 * @param most maximum number of characters. Default: all
 */
export function styledLine(line: string, marks: Marks = [], most = Infinity): readonly Piece[] {
  const colored = printableLine(line, {color: true});
  const pieces = colored.includes('\u001b') ? colorPieces(colored) : [{text: colored, style: PLAIN}];
  const shown = cut(pieces, most);
  if (marks.length === 0) return shown.map(piece => ({...piece, isMatch: false}));
  return markMatches(shown, rangesOf(marks));
}

type StyledText = Omit<Piece, 'isMatch'>;

function colorPieces(colored: string): StyledText[] {
  const pieces: StyledText[] = [];
  let style = PLAIN;
  let from = 0;
  for (const match of colored.matchAll(SGR)) {
    if (match.index > from) pieces.push({text: colored.slice(from, match.index), style});
    style = applySgr(style, match[1] ?? '');
    from = match.index + match[0].length;
  }
  if (from < colored.length) pieces.push({text: colored.slice(from), style});
  return pieces;
}

// eslint-disable-next-line no-control-regex -- colours start with an escape character
const SGR = /\u001b\[([\d;:]*)m/g;

function cut(pieces: readonly StyledText[], most: number): readonly StyledText[] {
  let left = most;
  return pieces.flatMap(piece => {
    const text = piece.text.length > left ? `${piece.text.slice(0, left)}…` : piece.text;
    const isShown = left > 0;
    left -= piece.text.length;
    return isShown ? [{...piece, text}] : [];
  });
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangesOf(marks: Marks): readonly Range[] {
  return marks.flatMap((from, at) => (at % 2 === 0 ? [{from, to: marks[at + 1] ?? from}] : []));
}

function markMatches(pieces: readonly StyledText[], matches: readonly Range[]): readonly Piece[] {
  let start = 0;
  return pieces.flatMap(({text, style}) => {
    const cuts = matches.flatMap(({from, to}) => [from - start, to - start]);
    const ends = [...cuts.filter(at => at > 0 && at < text.length), text.length];
    const begin = start;
    start += text.length;
    return ends.map((end, at) => {
      const from = ends[at - 1] ?? 0;
      const isMatch = matches.some(each => each.from <= begin + from && begin + end <= each.to);
      return {text: text.slice(from, end), style, isMatch};
    });
  });
}
