import stringWidth from 'string-width';
import {positionAt} from './position.ts';
import {printable} from './printable.ts';

/** A line of a source, and what marks a range of it. */
export interface Snippet {
  /** From 1. */
  readonly line: number;
  /** In characters, from 1. */
  readonly column: number;
  /** The line as it can be printed: tabs as spaces, control characters replaced. */
  readonly text: string;
  /** What stands under the part of the line before the range. */
  readonly indent: string;
  /** A caret for each column of the terminal that the range takes in its first line; at least one. */
  readonly carets: string;
}

/** The line of `source` where a range begins. */
export function snippet(
  source: string,
  {start, end}: {readonly start: number; readonly end: number},
): Snippet {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const line = /^[^\r\n]*/.exec(source.slice(lineStart))?.[0] ?? '';
  const before = line.slice(0, start - lineStart);
  const marked = line.slice(start - lineStart, end - lineStart);
  return {
    ...positionAt(source, start),
    text: printable(line),
    indent: ' '.repeat(stringWidth(printable(before))),
    carets: '^'.repeat(Math.max(1, stringWidth(printable(marked)))),
  };
}
