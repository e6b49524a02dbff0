import {isMap, isSeq} from 'yaml';
import type {Node} from 'yaml';
import type {KeyPath} from './parsed-file.ts';
import type {YamlTree} from './yaml-tree.ts';

/** A range of the text, in UTF-16 units; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The node at `path`, aliases and merge keys followed; `undefined` where the path leads nowhere. */
export function nodeAt(tree: YamlTree, path: KeyPath): Node | undefined {
  const steps = walk(tree, path);
  return steps.length === path.length + 1 ? tree.resolved(steps.at(-1)?.value) : undefined;
}

/**
 * Where the value at `path` stands, or its key. A value that is an alias stands where the alias is; one that is not
 * written (`run:`) has its key's place; an item of a list has no key. Where the path leads nowhere, the key of the deepest part that exists.
 */
export function rangeAt(tree: YamlTree, text: string, path: KeyPath, part: 'key' | 'value'): Range {
  const steps = walk(tree, path);
  const found = steps.length === path.length + 1;
  const step = steps.at(-1);
  const value = trimmed(text, step?.value);
  const key = step?.key === undefined ? undefined : trimmed(text, step.key);
  if (key && (part === 'key' || !found || value.start === value.end)) return key;
  return value;
}

interface Step {
  readonly key?: Node | undefined;
  readonly value: Node | undefined;
}

/** The nodes along `path`, the root first, as far as they exist. */
function walk(tree: YamlTree, path: KeyPath): readonly Step[] {
  const steps: Step[] = [{value: tree.root}];
  for (const part of path) {
    const next = child(tree, steps.at(-1)?.value, part);
    if (!next) break;
    steps.push(next);
  }
  return steps;
}

function child(tree: YamlTree, parent: Node | undefined, part: string | number): Step | undefined {
  const node = tree.resolved(parent);
  if (isSeq<Node>(node)) {
    const value = node.items[Number(part)];
    return value && {value};
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = tree.pairsOf(node).get(String(part));
  return pair && {key: pair.key, value: pair.value ?? undefined};
}

function trimmed(text: string, node: Node | undefined): Range {
  if (!node?.range) return {start: 0, end: 0};
  const [start, end] = node.range;
  return {start, end: start + text.slice(start, end).trimEnd().length};
}
