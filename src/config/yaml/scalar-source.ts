import type {Range} from './node-at.ts';
import type {ScalarNode, SourceNode} from './source-node.ts';

/**
 * The location in the file of a slice of the value of a scalar of any style; `undefined` if the slice cannot be located.
 *
 * Folding and indentation change only white space. Apart from escapes, the value and the source therefore have the same visible
 * characters in the same order, and a slice is located by counting them.
 */
export function sliceRange(node: SourceNode, text: string, {start, end}: Range): Range | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const {starts, ends, before} = sourceOf(node, node.value, text);
  const [first, next] = [before[start] ?? 0, before[end] ?? 0];
  if (starts.length !== before[node.value.length] || next <= first) return undefined;
  return {start: starts[first] ?? 0, end: ends[next - 1] ?? 0};
}

/** The locations of the characters of a scalar. */
interface ScalarSource {
  /** The start in the file of each visible character (UTF-16 unit) of the value. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The number of visible characters before each offset into the value. */
  readonly before: Uint32Array;
}

/** Cached, since a long script may have thousands of references to locate. */
const known = new WeakMap<ScalarNode, ScalarSource>();

function sourceOf(scalar: ScalarNode, value: string, text: string): ScalarSource {
  const kept = known.get(scalar);
  if (kept) return kept;
  const {start, end} = scalar;
  const source = {...visibleCharacters(text.slice(start, end), start), before: visibleBefore(value)};
  known.set(scalar, source);
  return source;
}

function visibleBefore(value: string): Uint32Array {
  const before = new Uint32Array(value.length + 1);
  for (let at = 0; at < value.length; at += 1)
    before[at + 1] = (before[at] ?? 0) + (isVisible(value, at) ? 1 : 0);
  return before;
}

function isVisible(text: string, at: number): boolean {
  const character = text.charAt(at);
  return character !== ' ' && character !== '\n' && character !== '\t' && character !== '\r';
}

function visibleCharacters(source: string, from: number): Pick<ScalarSource, 'starts' | 'ends'> {
  const [pattern, skipped] = style(source);
  const [starts, ends]: [number[], number[]] = [[], []];
  pattern.lastIndex = skipped;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    const [piece] = match;
    for (let unit = 0; unit < unitsOf(piece); unit++) {
      starts.push(from + match.index);
      ends.push(from + match.index + piece.length);
    }
  }
  return {starts, ends};
}

/** A pattern for the source of one visible character in this style of scalar, and the number of characters to skip at the start. */
function style(source: string): readonly [RegExp, number] {
  switch (source.charAt(0)) {
    case '"':
      // Match escapes first. The closing quote is the last character and is not escaped.
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

/** The number of visible UTF-16 units in a piece of source: an escaped line break has none, `\U0001F600` has two. */
function unitsOf(piece: string): number {
  if (!piece.startsWith('\\')) return 1;
  const code = /^\\[xuU](.+)$/s.exec(piece)?.[1];
  if (code !== undefined) return visibleCount(String.fromCodePoint(Number.parseInt(code, 16)));
  return 'tnr \t'.includes(piece.charAt(1)) ? 0 : 1;
}

function visibleCount(text: string): number {
  return text.replaceAll(/[ \t\r\n]/g, '').length;
}
