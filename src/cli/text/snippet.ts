import stringWidth from 'string-width';
import {lineIndex} from '../../vocabulary/line-index.ts';
import {printable} from '../../vocabulary/printable.ts';

/** A source line with a marked range. */
export interface Snippet {
  /** Starts at 1. */
  readonly line: number;
  /** In characters, starting at 1. */
  readonly column: number;
  /** The printable line: tabs are expanded, control characters replaced, and a long line is cut around the range. */
  readonly text: string;
  /** Whitespace as wide as the part of the line before the range. */
  readonly indent: string;
  /** A caret for each terminal column of the range in its first line; at least one. */
  readonly carets: string;
}

/** Maximum number of characters shown before and after the start of a range, more than a hand-written line usually has. */
const SHOWN_BEFORE = 100;
const SHOWN_FROM = 200;

/** The line of `source` in which a range begins. */
export function snippet(
  source: string,
  {start, end}: {readonly start: number; readonly end: number},
): Snippet {
  const from = Math.max(source.lastIndexOf('\n', start - 1) + 1, start - SHOWN_BEFORE);
  const isBegun = from > 0 && source[from - 1] !== '\n';
  const before = printable((isBegun ? '…' : '') + source.slice(from, start));
  // One more character than is shown, to detect whether the line is longer.
  const rest = /^[^\r\n]*/.exec(source.slice(start, start + SHOWN_FROM + 1))?.[0] ?? '';
  const after = rest.slice(0, SHOWN_FROM);
  const marked = printable(after.slice(0, end - start));
  return {
    ...lineIndex(source).positionOf(start),
    text: before + printable(after) + (rest === after ? '' : '…'),
    indent: ' '.repeat(stringWidth(before)),
    carets: '^'.repeat(Math.max(1, stringWidth(marked))),
  };
}
