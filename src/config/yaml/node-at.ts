import type {KeyPath} from './parsed-file.ts';
import type {SourceNode} from './source-node.ts';
import type {YamlTree} from './tree.ts';

/** A range of the text, in UTF-16 units; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The node at `path`, aliases and merge keys followed; `undefined` where the path leads nowhere. */
export function nodeAt(tree: YamlTree, path: KeyPath): SourceNode | undefined {
  const {isEnd, value} = follow(tree, path);
  return isEnd ? tree.resolved(value) : undefined;
}

/**
 * The location of the value at `path`, or of its key. A value that is an alias is at the alias; a missing one (`run:`) at
 * its key; an item of a list has no key. If the path does not exist, the key of the deepest part that does.
 */
export function rangeAt(tree: YamlTree, text: string, path: KeyPath, part: 'key' | 'value'): Range {
  const {isEnd, key, value} = follow(tree, path);
  if (key && (part === 'key' || !isEnd)) return trimmed(text, key);
  const range = trimmed(text, value);
  return key && range.start === range.end ? trimmed(text, key) : range;
}

interface Step {
  readonly key?: SourceNode | undefined;
  readonly value: SourceNode | undefined;
}

/** The last node along `path` that exists, and whether it is the one at its end. */
function follow(tree: YamlTree, path: KeyPath): Step & {readonly isEnd: boolean} {
  let step: Step = {value: tree.root};
  for (const part of path) {
    const next = child(tree, step.value, part);
    if (!next) return {...step, isEnd: false};
    step = next;
  }
  return {...step, isEnd: true};
}

function child(tree: YamlTree, parent: SourceNode | undefined, part: string | number): Step | undefined {
  const node = tree.resolved(parent);
  if (node?.kind === 'list') {
    const value = node.items[Number(part)];
    return value && {value};
  }
  if (node?.kind !== 'map') return undefined;
  const pair = tree.pairOf(node, String(part));
  return pair && {key: pair.key, value: pair.value ?? undefined};
}

function trimmed(text: string, node: SourceNode | undefined): Range {
  if (!node) return {start: 0, end: 0};
  const {start, end} = node;
  return {start, end: start + text.slice(start, end).trimEnd().length};
}
