import {isAlias, isMap, isScalar, isSeq} from 'yaml';
import type {Document, Node, Pair, YAMLMap} from 'yaml';
import type {KeyPath} from './parsed-file.ts';

/** A range of the text, in UTF-16 units; `end` is exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The node at `path`, aliases and merge keys followed; `undefined` where the path leads nowhere. */
export function nodeAt(document: Document.Parsed, path: KeyPath): Node | undefined {
  const steps = walk(document, path);
  return steps.length === path.length + 1 ? resolved(document, steps.at(-1)?.value) : undefined;
}

/**
 * Where the value at `path` stands, or its key. A value that is an alias stands where the alias is; one that is not
 * written (`run:`) has its key's place; an item of a list has no key. Where the path leads nowhere, the key of the deepest part that exists.
 */
export function rangeAt(
  document: Document.Parsed,
  text: string,
  path: KeyPath,
  part: 'key' | 'value',
): Range {
  const steps = walk(document, path);
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
function walk(document: Document.Parsed, path: KeyPath): readonly Step[] {
  const steps: Step[] = [{value: document.contents ?? undefined}];
  for (const part of path) {
    const next = child(document, steps.at(-1)?.value, part);
    if (!next) break;
    steps.push(next);
  }
  return steps;
}

function child(document: Document.Parsed, parent: Node | undefined, part: string | number): Step | undefined {
  const node = resolved(document, parent);
  if (isSeq<Node>(node)) {
    const value = node.items[Number(part)];
    return value && {value};
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = pairOf(document, node, String(part));
  return pair && {key: pair.key, value: pair.value ?? undefined};
}

/** The pair of a key; where the map has none, that of the first merged map which has. */
function pairOf(
  document: Document.Parsed,
  map: YAMLMap<Node, Node | null>,
  key: string,
): Pair<Node, Node | null> | undefined {
  const own = pairsByKey(map).get(key);
  if (own) return own;
  const merges = map.items.filter(pair => isScalar(pair.key) && pair.key.value === '<<');
  for (const source of merges.flatMap(pair => mergeSources(document, pair.value))) {
    const merged = pairOf(document, source, key);
    if (merged) return merged;
  }
  return undefined;
}

/** The pairs of a map by their keys, the last one of equal keys. Kept, since every place in a long file is found through the same maps. */
function pairsByKey(map: YAMLMap<Node, Node | null>): PairsByKey {
  const kept = knownPairs.get(map);
  if (kept) return kept;
  const pairs = new Map(map.items.map(pair => [isScalar(pair.key) ? pair.key.value : undefined, pair]));
  knownPairs.set(map, pairs);
  return pairs;
}

type PairsByKey = ReadonlyMap<unknown, Pair<Node, Node | null>>;

const knownPairs = new WeakMap<object, PairsByKey>();

function mergeSources(document: Document.Parsed, value: Node | null): readonly YAMLMap<Node, Node | null>[] {
  const node = resolved(document, value ?? undefined);
  const sources = isSeq<Node>(node) ? node.items.map(item => resolved(document, item)) : [node];
  return sources.filter(source => isMap<Node, Node | null>(source));
}

function resolved(document: Document.Parsed, node: Node | undefined): Node | undefined {
  return isAlias(node) ? node.resolve(document) : node;
}

function trimmed(text: string, node: Node | undefined): Range {
  if (!node?.range) return {start: 0, end: 0};
  const [start, end] = node.range;
  return {start, end: start + text.slice(start, end).trimEnd().length};
}
