import type {YAMLError, YAMLWarning} from 'yaml';

/** A document with the errors and warnings of the parser. */
export interface YamlDocument {
  readonly root: SourceNode | undefined;
  readonly errors: readonly YAMLError[];
  readonly warnings: readonly YAMLWarning[];
}

/**
 * A node of a launch file, with only the data that bottle needs. The parser's nodes take twice as much memory, and its aliases
 * eight times as much.
 */
export type SourceNode = ScalarNode | AliasNode | ListNode | MapNode;

export interface ScalarNode extends Extent {
  readonly kind: 'scalar';
  readonly value: unknown;
  /** Whether the scalar is neither quoted nor a block. */
  readonly isPlain: boolean;
  readonly anchor: string | undefined;
}

export interface AliasNode extends Extent {
  readonly kind: 'alias';
  /** The anchor that the alias refers to. */
  readonly name: string;
}

export type CollectionNode = ListNode | MapNode;

export interface ListNode extends CollectionExtent {
  readonly kind: 'list';
  items: readonly SourceNode[];
}

export interface MapNode extends CollectionExtent {
  readonly kind: 'map';
  items: readonly MapPair[];
}

export interface MapPair {
  readonly key: SourceNode;
  readonly value: SourceNode | null;
}

/** Offsets into the text, in UTF-16 units. */
interface Extent {
  readonly start: number;
  /** The end of the node, exclusive. */
  readonly end: number;
  /** The end of the blanks and comments after the node. */
  readonly nodeEnd: number;
}

interface CollectionExtent extends Extent {
  /** Whether the collection is written in brackets. */
  readonly isFlow: boolean;
  readonly anchor: string | undefined;
}

/** Calls `see` for `node` and each of its descendants, and `seePair` for each pair, in file order. */
export function eachNode(
  node: SourceNode | null | undefined,
  see: (node: SourceNode) => void,
  seePair: (pair: MapPair) => void = () => undefined,
): void {
  if (!node) return;
  see(node);
  if (node.kind === 'list') for (const item of node.items) eachNode(item, see, seePair);
  if (node.kind !== 'map') return;
  for (const pair of node.items) {
    seePair(pair);
    eachNode(pair.key, see, seePair);
    eachNode(pair.value, see, seePair);
  }
}

/** Whether a pair is a merge key, `<<`. */
export function isMerge({key}: MapPair): boolean {
  return key.kind === 'scalar' && key.isPlain && key.value === '<<';
}
