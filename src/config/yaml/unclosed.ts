import {isCollection, isPair, isScalar} from 'yaml';
import type {Document, Node, YAMLError} from 'yaml';
import {eachNode} from './tree.ts';

/** Finds where the bracket or quote is that an error says is not closed; `undefined` for an error of another sort. */
export type FindUnclosed = (error: YAMLError) => number | undefined;

/** Unclosed brackets are searched for once, however many errors there are. */
export function unclosedIn(text: string, {contents}: Document.Parsed): FindUnclosed {
  let found: Readonly<Record<Opening, LastStart>> | undefined;
  return error => {
    const opening = openingOf(error);
    if (opening === undefined) return undefined;
    found ??= openNodes(text, contents ?? undefined);
    return found[opening](error.pos[0]);
  };
}

type Opening = '[' | '{' | 'quote';

function openingOf({message}: YAMLError): Opening | undefined {
  if (message.startsWith('Missing closing')) return 'quote';
  const closing = /^Flow .* end with a (.)/.exec(message)?.[1];
  if (closing === undefined) return undefined;
  return closing === ']' ? '[' : '{';
}

function openNodes(text: string, root: Node | undefined): Readonly<Record<Opening, LastStart>> {
  const nodes = {'[': [] as Node[], '{': [] as Node[], quote: [] as Node[]};
  eachNode(root, node => {
    // The `b: c` of `[b: c]` is a map without brackets.
    const first = text.charAt(node.range?.[0] ?? 0);
    if (isQuoted(node)) nodes.quote.push(node);
    else if ((first === '[' || first === '{') && isOpen(node, text, first === '[' ? ']' : '}'))
      nodes[first].push(node);
  });
  return {'[': lastStart(nodes['[']), '{': lastStart(nodes['{']), quote: lastStart(nodes.quote)};
}

/** The greatest start of those nodes that end at an offset or before. */
type LastStart = (offset: number) => number | undefined;

function lastStart(nodes: readonly Node[]): LastStart {
  const byEnd = nodes
    .flatMap(({range}) => (range ? [{start: range[0], end: range[1]}] : []))
    .toSorted((a, b) => a.end - b.end);
  let greatest = -1;
  const starts = byEnd.map(({start}) => (greatest = Math.max(greatest, start)));
  return offset => {
    let [low, high] = [0, byEnd.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((byEnd[middle]?.end ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return starts[low - 1];
  };
}

function isQuoted(node: Node): boolean {
  return isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
}

/** Whether it is a flow list or map behind whose last item no bracket of its own comes. */
function isOpen(node: Node, text: string, closing: string): boolean {
  if (!isCollection(node) || node.flow !== true || !node.range) return false;
  const item = node.items.at(-1);
  const last = isPair(item) ? ((item.value ?? item.key) as Node | null) : (item as Node | undefined);
  const [start, end] = node.range;
  const tail = text.slice(last?.range?.[2] ?? start + 1, end);
  return !tail.trimEnd().endsWith(closing);
}
