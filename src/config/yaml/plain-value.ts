import {isMap} from './errors-below.ts';
import {isMerge, type AliasNode, type MapNode, type MapPair, type SourceNode} from './source-node.ts';
import type {YamlTree} from './tree.ts';

/** The document as plain data; or the alias with which it becomes too large. */
export type PlainValue = {readonly value: unknown} | {readonly excess: SourceNode};

/** The maximum number of values of a file with its aliases expanded; each value is visited. */
const MAX_VALUES = 300_000;

/**
 * Plain data with anchors and merge keys resolved; what an anchor holds is one value, however often it is used. In place of
 * the parser's own, which counts aliases (a hundred at most for one anchor) where what they hold is what matters.
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

  /** An alias that leads nowhere, or to what is around it, has no value; it is reported elsewhere. */
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
      else set(map, keyOf(pair), convert(pair.value));
    }
    // While what it merges has just been looked at: a chain of merges is then never followed to its end.
    if (!spent.excess && node.items.some(isMerge)) tree.pairsOf(node);
    return map;
  }

  function merge(map: Record<string, unknown>, pair: MapPair): void {
    const value = convert(pair.value);
    for (const source of Array.isArray(value) ? value : [value])
      for (const [key, merged] of Object.entries(isMap(source) ? source : {}))
        if (!Object.hasOwn(map, key)) set(map, key, merged);
  }

  function keyOf({key}: MapPair): string {
    const plain = key.kind === 'scalar' ? key.value : convert(key);
    return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean'
      ? String(plain)
      : '';
  }
}

/** The contents of an anchor, and their number of values. */
interface Known {
  readonly value: unknown;
  readonly count: number;
}

/** Also what every object has, such as `__proto__`, is a key like others. */
function set(map: Record<string, unknown>, key: string, value: unknown): void {
  if (key in map)
    Object.defineProperty(map, key, {value, writable: true, enumerable: true, configurable: true});
  else map[key] = value;
}
