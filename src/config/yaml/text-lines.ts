import {lineIndex} from '../../vocabulary/line-index.ts';
import type {Range} from './node-at.ts';

/** Where the line of the character at `at` begins. */
export function lineStart(text: string, at: number): number {
  return lineIndex(text).startOf(at);
}

/** Where the line of the character at `at` ends, before its line break. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** How much of a line is read; a whole file may be one line. */
const NEAR = 200;

/** From the first visible character at or after `at` to the end of the shown part of its line, without a comment. */
export function restOfLine(text: string, at: number): Range {
  const visible = /\S/g;
  visible.lastIndex = at;
  const start = visible.exec(text)?.index ?? at;
  const near = text.slice(start, start + NEAR);
  const line = near.slice(0, lineEnd(near, 0)).replace(/\s+#.*$/, '');
  return {start, end: start + line.trimEnd().length};
}

/** The part of the line of `at` near it. */
export function nearOnLine(text: string, at: number): Range {
  const start = Math.max(lineStart(text, at), at - NEAR);
  const near = text.slice(start, at + NEAR);
  return {start, end: start + lineEnd(near, Math.min(at, text.length) - start)};
}
