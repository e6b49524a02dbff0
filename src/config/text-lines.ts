import type {Range} from './node-at.ts';

/** Where the line of the character at `at` begins. */
export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the line of the character at `at` ends, before its line break. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

/** From the first visible character at or after `at` to the end of its line, a comment left out. */
export function restOfLine(text: string, at: number): Range {
  const start = at + (/\S/.exec(text.slice(at))?.index ?? 0);
  const line = text.slice(start, lineEnd(text, start)).replace(/\s+#.*$/, '');
  return {start, end: start + line.trimEnd().length};
}
