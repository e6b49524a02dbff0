import {simpleFlow} from './simple-flow.ts';
import {blockKey, plainLine, quotedScalar} from './simple-scalar.ts';
import {deeper, endLine, lineEnd, nextToken, NotSimple, skipSpaces, type SimpleText} from './simple-text.ts';
import type {ListNode, MapNode, MapPair, ScalarNode, SourceNode} from './source-node.ts';

/** Where a list or map without brackets is. */
interface Place {
  /** Its column. */
  readonly indent: number;
  readonly depth: number;
}

/** From its first key to the token behind it. */
export function blockMap(source: SimpleText, place: Place): MapNode {
  const start = source.at;
  const items: MapPair[] = [];
  let end: number;
  do {
    const key = blockKey(source);
    if (!key) throw new NotSimple();
    const value = valueOf(source, place);
    items.push({key, value});
    end = value.behind;
  } while (source.indent === place.indent);
  return {kind: 'map', start, ...closed(source, place, end), items};
}

function valueOf(source: SimpleText, {indent, depth}: Place): SourceNode {
  skipSpaces(source);
  const char = source.text.charAt(source.at);
  if (char !== '\n' && char !== '#') return inline(source, {indent, depth});
  endLine(source);
  nextToken(source);
  const place = deeper({indent: source.indent, depth});
  if (isDash(source) && source.indent >= indent) return blockList(source, place);
  if (source.indent <= indent) throw new NotSimple();
  return blockMap(source, place);
}

function blockList(source: SimpleText, place: Place): ListNode {
  const start = source.at;
  const items: SourceNode[] = [];
  let end: number;
  do {
    const item = itemOf(source, place);
    items.push(item);
    end = item.behind;
  } while (source.indent === place.indent && isDash(source));
  return {kind: 'list', start, ...closed(source, place, end), items};
}

function itemOf(source: SimpleText, {indent, depth}: Place): SourceNode {
  const dash = source.at;
  source.at += 1;
  skipSpaces(source);
  const {at} = source;
  if (!blockKey(source)) return inline(source, {indent, depth});
  source.at = at;
  return blockMap(source, deeper({indent: indent + at - dash, depth}));
}

function isDash({text, at}: SimpleText): boolean {
  return text.charAt(at) === '-' && text.charAt(at + 1) === ' ';
}

/** Comments at its own column or deeper are behind a list or map; others are before the next token around it. */
function closed(source: SimpleText, {indent}: Place, end: number) {
  if (source.indent > indent) throw new NotSimple();
  const hasComments = indent > 0 && source.comment >= indent;
  if (hasComments) source.comment = -1;
  return {end, behind: hasComments ? source.at : end, isFlow: false, anchor: undefined};
}

/** A value on the line of its key or dash, to the token behind it. */
function inline(source: SimpleText, place: Place): SourceNode {
  const value = inlineValue(source, place);
  nextToken(source);
  // Lines that are part of the value, comments that the package takes for its own, and mistakes.
  if (source.indent > place.indent || source.comment > place.indent) throw new NotSimple();
  return value;
}

function inlineValue(source: SimpleText, place: Place): SourceNode {
  const char = source.text.charAt(source.at);
  if (char === '|') return literal(source, place);
  const value =
    char === '{' || char === '['
      ? simpleFlow(source, {...place, isInner: false})
      : (quotedScalar(source) ?? plainLine(source));
  endLine(source);
  return {...value, behind: source.at};
}

/** Lines after `|` or `|-`. */
function literal(source: SimpleText, {indent}: Place): ScalarNode {
  const {text, at: start} = source;
  HEADER.lastIndex = start;
  const header = HEADER.exec(text);
  if (!header) throw new NotSimple();
  const [head, chomping, spaces] = header;
  const margin = spaces?.length ?? 0;
  if (margin <= indent) throw new NotSimple();
  const lines = linesBelow(source, start + head.length - margin, margin);
  const end = source.at;
  const value = lines.join('\n') + (chomping === '-' ? '' : '\n');
  return {kind: 'scalar', start, end, behind: end, value, isPlain: false, anchor: undefined};
}

/** Its first line is not empty. */
const HEADER = /\|(-?)\n( +)(?=[^ \n])/y;

/** The lines with at least this margin, up to the last that is not empty. */
function linesBelow(source: SimpleText, start: number, margin: number): readonly string[] {
  const {text} = source;
  const lines: string[] = [];
  let filled = 0;
  for (let line = start; line < text.length;) {
    const end = lineEnd(text, line);
    let first = line;
    while (text.charAt(first) === ' ') first += 1;
    // A line of blanks.
    if (first === end && first > line) throw new NotSimple();
    if (first < end) {
      if (first - line < margin) break;
      filled = lines.length + 1;
      source.at = Math.min(end + 1, text.length);
    }
    lines.push(text.slice(line + margin, end));
    line = end + 1;
  }
  return lines.slice(0, filled);
}
