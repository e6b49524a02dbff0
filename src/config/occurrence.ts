import {isScalar} from 'yaml';
import type {Node} from 'yaml';
import type {Range} from './node-at.ts';

/**
 * Where the `nth` (from 0) occurrence of `needle` in the text of `node` stands in the file, whatever its style; `undefined` when it cannot be told.
 *
 * Folding and indentation change white space only, so the visible characters of the value and of the source are the
 * same ones in the same order, once escapes are undone; a needle is found by counting them.
 */
export function occurrence(node: Node, text: string, needle: string, nth: number): Range | undefined {
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) return undefined;
  const at = indexOfNth(node.value, needle, nth);
  if (at === -1) return undefined;
  const first = visibleCount(node.value.slice(0, at));
  const last = first + visibleCount(needle) - 1;
  const visible = visibleCharacters(text, node.range[0], node.range[1]);
  if (visible.length !== visibleCount(node.value) || last < first) return undefined;
  return {start: visible[first]?.start ?? 0, end: visible[last]?.end ?? 0};
}

function indexOfNth(text: string, needle: string, nth: number): number {
  let at = text.indexOf(needle);
  for (let seen = 0; seen < nth && at !== -1; seen++) at = text.indexOf(needle, at + needle.length);
  return at;
}

function visibleCount(text: string): number {
  return text.replaceAll(/[ \t\r\n]/g, '').length;
}

/** Where each visible character (UTF-16 unit) of a scalar stands between `from` and `to`, escapes and quotes undone. */
function visibleCharacters(text: string, from: number, to: number): readonly Range[] {
  const source = text.slice(from, to);
  const [pattern, skipped] = style(source);
  const ranges: Range[] = [];
  for (const match of source.slice(skipped).matchAll(pattern)) {
    const start = from + skipped + match.index;
    const range = {start, end: start + match[0].length};
    for (let unit = 0; unit < unitsOf(match[0]); unit++) ranges.push(range);
  }
  return ranges;
}

/** What makes one visible character in this style of scalar, and how many characters come before the first. */
function style(source: string): readonly [RegExp, number] {
  switch (source.charAt(0)) {
    case '"':
      // Escapes first; the closing quote is not escaped, and is the last character.
      return [/\\x..|\\u.{4}|\\U.{8}|\\[^\r\n]|[^ \t\r\n\\](?!$)/gs, 1];
    case "'":
      return [/''|[^ \t\r\n](?!$)/gs, 1];
    case '|':
    case '>':
      return [/[^ \t\r\n]/g, source.indexOf('\n')];
    default:
      return [/[^ \t\r\n]/g, 0];
  }
}

/** How many visible UTF-16 units a piece of source stands for: an escaped line break stands for none, `\U0001F600` for two. */
function unitsOf(piece: string): number {
  if (!piece.startsWith('\\')) return 1;
  const code = /^\\[xuU](.+)$/s.exec(piece)?.[1];
  if (code !== undefined) return visibleCount(String.fromCodePoint(Number.parseInt(code, 16)));
  return 'tnr \t'.includes(piece.charAt(1)) ? 0 : 1;
}
