import {isAlias, isCollection, isMap, isPair, isScalar, isSeq} from 'yaml';
import type {Alias, Document, Node, Pair, YAMLMap} from 'yaml';

export type MapNode = YAMLMap<Node, Node | null>;
export type MapPair = Pair<Node, Node | null>;

/** The nodes of a document, and what leads from one to another. */
export interface YamlTree {
  readonly root: Node | undefined;
  /** The target of an alias: the last node before it with the anchor, even if that contains it. */
  targetOf(alias: Alias): Node | undefined;
  /** The node, or what it stands for. */
  resolved(node: Node | null | undefined): Node | undefined;
  /** The pairs of a map by their keys, those that are merged into it included; of equal keys the last. */
  pairsOf(map: MapNode): ReadonlyMap<unknown, MapPair>;
  /** The pair of a map with this key, as in {@link pairsOf}. */
  pairOf(map: MapNode, key: string): MapPair | undefined;
}

/**
 * Follows aliases and merge keys by what one pass has found: the package looks through the whole document for each. What a
 * map has is kept, since every place in a long file is found through the same maps.
 */
export function yamlTree({contents}: Document.Parsed): YamlTree {
  const targets = aliasTargets(contents ?? undefined);
  const known = new Map<MapNode, ReadonlyMap<unknown, MapPair>>();
  const tree: YamlTree = {
    root: contents ?? undefined,
    targetOf: alias => targets.get(alias),
    resolved: node => (isAlias(node) ? targets.get(node) : (node ?? undefined)),
    pairsOf(map) {
      const kept = known.get(map);
      if (kept) return kept;
      const pairs = findPairs(tree, map);
      known.set(map, pairs);
      return pairs;
    },
    pairOf: (map, key) =>
      isSmall(map) ? map.items.findLast(pair => isKey(pair, key)) : tree.pairsOf(map).get(key),
  };
  return tree;
}

/** How many pairs are found as fast without an index, which would be most of the memory that a small task takes. */
const SMALL = 8;

function isSmall({items}: MapNode): boolean {
  return items.length <= SMALL && !items.some(isMerge);
}

function isKey({key}: MapPair, wanted: string): boolean {
  return isScalar(key) && key.value === wanted;
}

/** Calls `see` with each node below and including `node`, and `seePair` with each pair, in the order of the file. */
export function eachNode(
  node: Node | null | undefined,
  see: (node: Node) => void,
  seePair: (pair: MapPair) => void = () => undefined,
): void {
  if (!node) return;
  see(node);
  if (!isCollection(node)) return;
  for (const item of node.items) {
    if (isPair<Node, Node | null>(item)) {
      seePair(item);
      eachNode(item.key, see, seePair);
      eachNode(item.value, see, seePair);
    } else eachNode(item as Node | null, see, seePair);
  }
}

/** Whether a key merges the map behind it. */
export function isMerge({key}: MapPair): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.value === '<<';
}

/** The maps that a merge key names. */
export function mergeSources(tree: YamlTree, value: Node | null): readonly MapNode[] {
  const node = tree.resolved(value);
  const sources = isSeq<Node>(node) ? node.items.map(item => tree.resolved(item)) : [node];
  return sources.filter(source => isMap<Node, Node | null>(source));
}

function aliasTargets(root: Node | undefined): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  eachNode(root, node => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target) targets.set(node, target);
    } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return targets;
}

function findPairs(tree: YamlTree, map: MapNode): ReadonlyMap<unknown, MapPair> {
  const own = new Map(map.items.map(pair => [isScalar(pair.key) ? pair.key.value : undefined, pair]));
  for (const pair of map.items.filter(isMerge))
    for (const source of mergeSources(tree, pair.value))
      // One that holds itself is reported elsewhere.
      for (const [key, merged] of isAround(source, map) ? [] : tree.pairsOf(source))
        if (!own.has(key)) own.set(key, merged);
  return own;
}

function isAround(outer: Node, inner: Node): boolean {
  const [from = 0, to = 0] = outer.range ?? [];
  return from <= (inner.range?.[0] ?? -1) && (inner.range?.[0] ?? Infinity) < to;
}
