import stringWidth from 'string-width';
import {lineIndex} from '../../vocabulary/line-index.ts';
import {printable} from '../../vocabulary/printable.ts';

/** A line of a source, and what marks a range of it. */
export interface Snippet {
  /** From 1. */
  readonly line: number;
  /** In characters, from 1. */
  readonly column: number;
  /** The line as it can be printed: tabs as spaces, control characters replaced, and of a long one what is near the range. */
  readonly text: string;
  /** The whitespace for the part of the line before the range. */
  readonly indent: string;
  /** A caret for each column of the terminal that the range takes in its first line; at least one. */
  readonly carets: string;
}

/** How much of a line is shown before and from the start of a range: lines that people write are shown whole. */
const SHOWN_BEFORE = 100;
const SHOWN_FROM = 200;

/** The line of `source` where a range begins. */
export function snippet(
  source: string,
  {start, end}: {readonly start: number; readonly end: number},
): Snippet {
  const from = Math.max(source.lastIndexOf('\n', start - 1) + 1, start - SHOWN_BEFORE);
  const isBegun = from > 0 && source[from - 1] !== '\n';
  const before = printable((isBegun ? '…' : '') + source.slice(from, start));
  // One more than is shown, to know whether there are more.
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
