import {
  eachNode,
  isMerge,
  type AliasNode,
  type MapNode,
  type MapPair,
  type SourceNode,
} from './source-node.ts';

/** The nodes of a document, with the targets of aliases and merge keys. */
export interface YamlTree {
  readonly root: SourceNode | undefined;
  /** The target of an alias: the last earlier node with the anchor, even if this node contains the alias. */
  targetOf(alias: AliasNode): SourceNode | undefined;
  /** The node itself, or its target if it is an alias. */
  resolved(node: SourceNode | null | undefined): SourceNode | undefined;
  /** The pairs of a map by key, including merged pairs. For duplicate keys, the last pair. */
  pairsOf(map: MapNode): ReadonlyMap<unknown, MapPair>;
  /** The pair of a map with this key, like {@link pairsOf}. */
  pairOf(map: MapNode, key: string): MapPair | undefined;
}

/**
 * Resolves aliases and merge keys with data from a single pass, since the parser would search the whole document for each. The
 * pairs of a map are cached, since all places in a long file are found through the same maps.
 */
export function yamlTree(root: SourceNode | undefined): YamlTree {
  const targets = aliasTargets(root);
  const known = new Map<MapNode, ReadonlyMap<unknown, MapPair>>();
  const tree: YamlTree = {
    root,
    targetOf: alias => targets.get(alias),
    resolved: node => (node?.kind === 'alias' ? targets.get(node) : (node ?? undefined)),
    pairsOf(map) {
      const kept = known.get(map);
      if (kept) return kept;
      const pairs = findPairs(tree, map);
      known.set(map, pairs);
      return pairs;
    },
    pairOf(map, key) {
      if (map.items.length > SMALL) return tree.pairsOf(map).get(key);
      const own = lastWith(map.items, key);
      return own ?? (map.items.some(isMerge) ? tree.pairsOf(map).get(key) : undefined);
    },
  };
  return tree;
}

/** Up to this number of pairs, an index is no faster and would take most of the memory of a small task. */
const SMALL = 8;

/** A plain loop for speed: every place in a file of 1 MB is found through it. */
function lastWith(pairs: readonly MapPair[], wanted: string): MapPair | undefined {
  for (let at = pairs.length - 1; at >= 0; at--) {
    const pair = pairs[at];
    if (pair?.key.kind === 'scalar' && pair.key.value === wanted) return pair;
  }
  return undefined;
}

/** The maps that a merge key refers to. */
export function mergeSources(tree: YamlTree, value: SourceNode | null): readonly MapNode[] {
  const node = tree.resolved(value);
  const sources = node?.kind === 'list' ? node.items.map(item => tree.resolved(item)) : [node];
  return sources.filter(source => source?.kind === 'map');
}

function aliasTargets(root: SourceNode | undefined): ReadonlyMap<AliasNode, SourceNode> {
  const anchors = new Map<string, SourceNode>();
  const targets = new Map<AliasNode, SourceNode>();
  eachNode(root, node => {
    if (node.kind === 'alias') {
      const target = anchors.get(node.name);
      if (target) targets.set(node, target);
    } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
  });
  return targets;
}

function findPairs(tree: YamlTree, map: MapNode): ReadonlyMap<unknown, MapPair> {
  const own = new Map(map.items.map(pair => [pair.key.kind === 'scalar' ? pair.key.value : undefined, pair]));
  for (const pair of map.items.filter(isMerge))
    for (const source of mergeSources(tree, pair.value))
      // A map that contains itself is reported elsewhere.
      for (const [key, merged] of isAround(source, map) ? [] : tree.pairsOf(source))
        if (!own.has(key)) own.set(key, merged);
  return own;
}

function isAround(outer: SourceNode, inner: SourceNode): boolean {
  return outer.start <= inner.start && inner.start < outer.end;
}
