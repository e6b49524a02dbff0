import {lineIndex} from '../../vocabulary/line-index.ts';
import type {Range} from './node-at.ts';

/** The offset of the start of the line that contains `at`. */
export function lineStart(text: string, at: number): number {
  return lineIndex(text).startOf(at);
}

/** The offset of the end of the line that contains `at`, before its line break. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** The maximum number of characters of a line to read on each side, since a whole file may be a single line. */
const NEAR = 200;

/** The range from the first visible character at or after `at` to the end of its line, without a comment and up to a limit. */
export function restOfLine(text: string, at: number): Range {
  const visible = /\S/g;
  visible.lastIndex = at;
  const start = visible.exec(text)?.index ?? at;
  const near = text.slice(start, start + NEAR);
  const line = near.slice(0, lineEnd(near, 0)).replace(/\s+#.*$/, '');
  return {start, end: start + line.trimEnd().length};
}

/** The part near `at` of the line that contains it. */
export function nearOnLine(text: string, at: number): Range {
  const start = Math.max(lineStart(text, at), at - NEAR);
  const near = text.slice(start, at + NEAR);
  return {start, end: start + lineEnd(near, Math.min(at, text.length) - start)};
}
