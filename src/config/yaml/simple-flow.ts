import {plainInFlow, quotedScalar} from './simple-scalar.ts';
import {deeper, NotSimple, skipSpaces, type SimpleText} from './simple-text.ts';
import type {CollectionNode, MapPair, SourceNode} from './source-node.ts';

/** Where a flow list or map is. */
interface Around {
  /** The column of the list or map around it, -1 at the top. */
  readonly indent: number;
  readonly depth: number;
  /** Whether another one in brackets is around it. */
  readonly isInner: boolean;
}

/** A list or map in brackets, possibly on several lines; its `behind` is its end. */
export function simpleFlow(source: SimpleText, around: Around): CollectionNode {
  const {text, at: start} = source;
  const inside = deeper({...around, isInner: true});
  const isMap = text.charAt(start) === '{';
  const close = isMap ? '}' : ']';
  const pairs: MapPair[] = [];
  const items: SourceNode[] = [];
  source.at += 1;
  skipBlanks(source, around);
  while (text.charAt(source.at) !== close) {
    if (isMap) pairs.push(flowPair(source, inside));
    else items.push(flowItem(source, inside));
    skipBlanks(source, around);
    const next = text.charAt(source.at);
    if (next !== ',' && next !== close) throw new NotSimple();
    // The package takes all blanks for part of an item of a list, of a value the first line only.
    const last = items.at(-1);
    if (last) items[items.length - 1] = {...last, behind: source.at};
    if (next !== ',') continue;
    source.at += 1;
    skipBlanks(source, around);
  }
  source.at += 1;
  const extent = {start, end: source.at, behind: source.at, isFlow: true, anchor: undefined};
  return isMap ? {kind: 'map', ...extent, items: pairs} : {kind: 'list', ...extent, items};
}

function flowPair(source: SimpleText, inside: Around): MapPair {
  const {text} = source;
  const quoted = quotedScalar(source);
  const key = quoted ?? plainKey(source);
  if (text.charAt(source.at) !== ':') throw new NotSimple();
  source.at += 1;
  if (!quoted && text.charAt(source.at) !== ' ') throw new NotSimple();
  skipSpaces(source);
  const value = flowItem(source, inside);
  skipSpaces(source);
  const behind = text.charAt(source.at) === '\n' ? source.at + 1 : source.at;
  return {key, value: {...value, behind}};
}

function plainKey(source: SimpleText) {
  const key = plainInFlow(source);
  return {...key, value: source.text.slice(key.start, key.end)};
}

function flowItem(source: SimpleText, inside: Around): SourceNode {
  const char = source.text.charAt(source.at);
  if (char === '{' || char === '[') return simpleFlow(source, inside);
  return quotedScalar(source) ?? plainInFlow(source);
}

/** Also line ends, if the next line is indented as it has to be. */
function skipBlanks(source: SimpleText, {indent, isInner}: Around): void {
  const {text} = source;
  skipSpaces(source);
  if (text.charAt(source.at) !== '\n') return;
  let line = source.at;
  while (text.charAt(source.at) === '\n') {
    line = source.at += 1;
    skipSpaces(source);
  }
  const column = source.at - line;
  const char = text.charAt(source.at);
  const isLast = (char === '}' || char === ']') && !isInner;
  if (column <= indent && !(isLast && column === indent)) throw new NotSimple();
}
