import {isAlias, isPair, isScalar, isSeq} from 'yaml';
import type {Node, Pair, YAMLMap, YAMLSeq} from 'yaml';
import type {MapPair, SourceNode} from './source-node.ts';

type ParsedPair = Pair<Node, Node | null>;

/** Converts a node of the parser and its descendants to nodes of a launch file. */
export function fromParser(node: Node): SourceNode {
  const [start, end, nodeEnd] = node.range ?? [0, 0, 0];
  if (isAlias(node)) return {kind: 'alias', start, end, nodeEnd, name: node.source};
  if (isScalar(node)) {
    const {value, type, anchor} = node;
    return {kind: 'scalar', start, end, nodeEnd, value, isPlain: type === 'PLAIN', anchor};
  }
  const {flow, anchor, items} = node as YAMLMap<Node, Node | null> | YAMLSeq<Node | ParsedPair>;
  const isFlow = flow === true;
  return isSeq(node)
    ? {kind: 'list', start, end, nodeEnd, isFlow, anchor, items: items.map(listItem)}
    : {kind: 'map', start, end, nodeEnd, isFlow, anchor, items: items.flatMap(mapItem)};
}

/** Converts an item of a list. A pair of `!!omap`, which `%YAML 1.1` allows, becomes a map, like pairs in other lists. */
function listItem(item: Node | ParsedPair): SourceNode {
  if (!isPair(item)) return fromParser(item);
  const pair = pairFromParser(item);
  const {start} = pair.key;
  const {end, nodeEnd} = pair.value ?? pair.key;
  return {kind: 'map', start, end, nodeEnd, isFlow: true, anchor: undefined, items: [pair]};
}

function mapItem(item: Node | ParsedPair): readonly MapPair[] {
  return isPair(item) ? [pairFromParser(item)] : [];
}

export function pairFromParser({key, value}: ParsedPair): MapPair {
  return {key: fromParser(key), value: value && fromParser(value)};
}
