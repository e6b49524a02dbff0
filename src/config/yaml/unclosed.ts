import type {YAMLError} from 'yaml';
import {eachNode, type SourceNode} from './source-node.ts';

/** Finds the unclosed bracket or quote that an error is about; `undefined` for other errors. */
export type FindUnclosed = (error: YAMLError) => number | undefined;

/** The search for unclosed brackets and quotes runs only once, however many errors there are. */
export function unclosedIn(text: string, root: SourceNode | undefined): FindUnclosed {
  let found: Readonly<Record<Opening, LastStart>> | undefined;
  return error => {
    const opening = openingOf(error);
    if (opening === undefined) return undefined;
    found ??= openNodes(text, root);
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

function openNodes(text: string, root: SourceNode | undefined): Readonly<Record<Opening, LastStart>> {
  const nodes = {'[': [] as SourceNode[], '{': [] as SourceNode[], quote: [] as SourceNode[]};
  eachNode(root, node => {
    // In `[b: c]`, `b: c` is a map without brackets.
    const first = text.charAt(node.start);
    if (node.kind === 'scalar' && (first === '"' || first === "'")) nodes.quote.push(node);
    else if ((first === '[' || first === '{') && isOpen(node, text, first === '[' ? ']' : '}'))
      nodes[first].push(node);
  });
  return {'[': lastStart(nodes['[']), '{': lastStart(nodes['{']), quote: lastStart(nodes.quote)};
}

/** The greatest start of the nodes that end at or before an offset. */
type LastStart = (offset: number) => number | undefined;

function lastStart(nodes: readonly SourceNode[]): LastStart {
  const byEnd = nodes.toSorted((a, b) => a.end - b.end);
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

/** Whether a node is a flow list or map without a closing bracket of its own. */
function isOpen(node: SourceNode, text: string, closing: string): boolean {
  if ((node.kind !== 'list' && node.kind !== 'map') || !node.isFlow) return false;
  const item = node.items.at(-1);
  const last = item && 'key' in item ? (item.value ?? item.key) : item;
  const tail = text.slice(last?.nodeEnd ?? node.start + 1, node.end);
  return !tail.trimEnd().endsWith(closing);
}
