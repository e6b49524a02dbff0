import type {CST} from 'yaml';

/** A token of a list or map that can be composed in parts. */
export type Divisible = (BlockCollection | FlowMap) & {items: DivisibleItem[]};

export type DivisibleItem = CST.CollectionItem;

type BlockCollection = CST.BlockMap | CST.BlockSequence;

type FlowMap = CST.FlowCollection;

/** Excludes flow lists, because the parser changes their items after reading the whole list. */
export function isDivisible(token: CST.Token): token is Divisible {
  if (token.type === 'flow-collection') return token.start.source === '{';
  return token.type === 'block-map' || token.type === 'block-seq';
}

/** A separate list or map of some items. */
export function partOf(token: Divisible, items: readonly DivisibleItem[]): Divisible {
  if (token.type !== 'flow-collection') return {...token, items: [...items]} as Divisible;
  const {offset, indent} = token;
  // An empty item is an error unless it is the last one. A missing bracket is also an error.
  const last = {...markAt(token, offset), start: [sourceToken('comma', {offset, indent})]};
  const end = [{...sourceToken('flow-map-end', {offset, indent}), source: '}'}];
  return {...token, items: [...items, last], end};
}

/** An empty item that ends at `offset`, where the next item starts. */
export function markAt({type, indent}: Divisible, offset: number): DivisibleItem {
  const at = {offset, indent};
  const value = {type: 'scalar', source: '', ...at} as const;
  if (type === 'block-seq') return {start: [sourceToken('seq-item-ind', at)], value};
  return {start: [sourceToken('space', at)], key: value, sep: [sourceToken('map-value-ind', at)], value};
}

function sourceToken(
  type: CST.SourceToken['type'],
  at: {readonly offset: number; readonly indent: number},
): CST.SourceToken {
  return {type, source: '', ...at};
}
