import {isMap} from './errors-below.ts';
import {isMerge, type AliasNode, type MapNode, type MapPair, type SourceNode} from './source-node.ts';
import type {YamlTree} from './tree.ts';
import {setKey} from '../../vocabulary/object-of.ts';

/** The document as plain data; or the alias that makes it too large. */
export type PlainValue = {readonly value: unknown} | {readonly excess: SourceNode};

/** The maximum number of values in a file with its aliases expanded; each value is visited. */
const MAX_VALUES = 300_000;

/**
 * Plain data with anchors and merge keys resolved. The contents of an anchor are a single value, even if it is used several
 * times. Replaces the parser's conversion, which limits the number of aliases (at most a hundred for an anchor) instead of the
 * number of values.
 */
export function plainValue(tree: YamlTree): PlainValue {
  const known = new Map<SourceNode, Known>();
  const spent: {count: number; excess?: SourceNode} = {count: 0};
  const value = convert(tree.root);
  return spent.excess ? {excess: spent.excess} : {value};

  function convert(node: SourceNode | null | undefined): unknown {
    if (!node) return null;
    if (node.kind === 'alias') return aliased(node);
    const before = spent.count;
    spent.count += 1;
    const made = convertOwn(node);
    if (node.anchor !== undefined) known.set(node, {value: made, count: spent.count - before});
    return made;
  }

  function convertOwn(node: Exclude<SourceNode, AliasNode>): unknown {
    if (node.kind === 'scalar') return node.value;
    return node.kind === 'list' ? node.items.map(convert) : convertMap(node);
  }

  /** The value of an alias. An alias without a target, or inside its target, has no value; it is reported elsewhere. */
  function aliased(alias: AliasNode): unknown {
    const target = tree.targetOf(alias);
    const found = target && known.get(target);
    if (!found) return null;
    spend(alias, found.count);
    return spent.excess ? null : found.value;
  }

  function spend(node: SourceNode, values: number): void {
    spent.count += values;
    if (spent.count > MAX_VALUES) spent.excess ??= node;
  }

  function convertMap(node: MapNode): Readonly<Record<string, unknown>> {
    const map: Record<string, unknown> = {};
    for (const pair of node.items) {
      if (isMerge(pair)) merge(map, pair);
      else setKey(map, keyOf(pair), convert(pair.value));
    }
    // Look up the pairs now, while the pairs of the merged maps are cached. Long chains of merges then need no deep recursion.
    if (!spent.excess && node.items.some(isMerge)) tree.pairsOf(node);
    return map;
  }

  function merge(map: Record<string, unknown>, pair: MapPair): void {
    const value = convert(pair.value);
    for (const source of Array.isArray(value) ? value : [value])
      for (const [key, merged] of Object.entries(isMap(source) ? source : {}))
        if (!Object.hasOwn(map, key)) setKey(map, key, merged);
  }

  function keyOf({key}: MapPair): string {
    const plain = key.kind === 'scalar' ? key.value : convert(key);
    return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean'
      ? String(plain)
      : '';
  }
}

/** The contents of an anchor, and the number of values in them. */
interface Known {
  readonly value: unknown;
  readonly count: number;
}
