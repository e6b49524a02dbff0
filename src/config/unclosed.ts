import {isCollection, isPair, isScalar, visit} from 'yaml';
import type {Document, Node, YAMLError} from 'yaml';

/** Where the bracket or quote stands that `error` says is not closed; `undefined` for an error of another sort. */
export function unclosed(error: YAMLError, text: string, document: Document.Parsed): number | undefined {
  const [at] = error.pos;
  if (error.message.startsWith('Missing closing')) return lastBefore(at, document, isQuoted);
  const closing = /^Flow .* end with a (.)/.exec(error.message)?.[1];
  if (closing === undefined) return undefined;
  const opening = closing === ']' ? '[' : '{';
  // The `b: c` of `[b: c]` is a map without brackets.
  return lastBefore(at, document, node => text.charAt(node.range?.[0] ?? 0) === opening && isOpen(node));
}

/** The start of the last node that matches and ends at `at` or before. */
function lastBefore(
  at: number,
  document: Document.Parsed,
  matches: (node: Node) => boolean,
): number | undefined {
  let start: number | undefined;
  visit(document, {
    Node: (_key, node) => {
      if (matches(node) && node.range && node.range[1] <= at) start = Math.max(start ?? 0, node.range[0]);
    },
  });
  return start;
}

function isQuoted(node: Node): boolean {
  return isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
}

/** Whether it is a flow list or map that ends where its last item does, without a bracket of its own. */
function isOpen(node: Node): boolean {
  if (!isCollection(node) || node.flow !== true) return false;
  const item = node.items.at(-1);
  const last = isPair(item) ? ((item.value ?? item.key) as Node) : (item as Node | undefined);
  return last?.range ? last.range[2] >= (node.range?.[1] ?? 0) : true;
}
