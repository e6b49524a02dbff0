import type {KeyPath} from './parsed-file.ts';
import type {MapPair, SourceNode} from './source-node.ts';
import type {YamlTree} from './tree.ts';

/** A range of the text, in UTF-16 units; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The node at `path`, following aliases and merge keys; `undefined` if the path does not exist. */
export function nodeAt(tree: YamlTree, path: KeyPath): SourceNode | undefined {
  const {isEnd, value} = follow(tree, path);
  return isEnd ? tree.resolved(value) : undefined;
}

/**
 * The location of the value at `path`, or of its key. The location of an alias is the alias itself, and the location of a missing
 * value (`run:`) is its key. Items of lists have no key. If the path does not exist, the key of its deepest existing part.
 */
export function rangeAt(tree: YamlTree, text: string, path: KeyPath, part: 'key' | 'value'): Range {
  const {isEnd, key, value} = follow(tree, path);
  if (key && (part === 'key' || !isEnd)) return trimmed(text, key);
  const range = trimmed(text, value);
  return key && range.start === range.end ? trimmed(text, key) : range;
}

interface Step {
  /** Whether the whole path exists. */
  readonly isEnd: boolean;
  readonly key: SourceNode | undefined;
  readonly value: SourceNode | undefined;
}

/** The last existing node along `path`. */
function follow(tree: YamlTree, path: KeyPath): Step {
  let key: SourceNode | undefined;
  let value = tree.root;
  for (const part of path) {
    const parent = tree.resolved(value);
    const next = parent && child(tree, parent, part);
    if (!next) return {isEnd: false, key, value};
    // Updates variables instead of allocating steps, since a long file has 100,000 places.
    key = 'key' in next ? next.key : undefined;
    value = 'key' in next ? (next.value ?? undefined) : next;
  }
  return {isEnd: true, key, value};
}

function child(tree: YamlTree, parent: SourceNode, part: string | number): SourceNode | MapPair | undefined {
  if (parent.kind === 'list') return parent.items[Number(part)];
  return parent.kind === 'map' ? tree.pairOf(parent, String(part)) : undefined;
}

function trimmed(text: string, node: SourceNode | undefined): Range {
  if (!node) return {start: 0, end: 0};
  const {start, end} = node;
  return {start, end: start + text.slice(start, end).trimEnd().length};
}
