/** Sorted items. The first item may change and is then moved to its new position. */
export interface Merge<Item> {
  /** The first item; `undefined` without items. */
  first(): Item | undefined;
  /** Moves the first item to its new position after a change. */
  settle(): void;
}

/** A binary heap, so that each step takes few comparisons even with hundreds of items. */
export function mergeOf<Item>(
  items: readonly Item[],
  compare: (one: Item, other: Item) => number,
): Merge<Item> {
  const heap = items.toSorted(compare);
  const isOrdered = (upper: number, lower: number): boolean => {
    const [one, other] = [heap[upper], heap[lower]];
    return one === undefined || other === undefined || compare(one, other) <= 0;
  };
  const settle = (at: number): void => {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    const smaller = right < heap.length && !isOrdered(left, right) ? right : left;
    if (smaller >= heap.length || isOrdered(at, smaller)) return;
    const [one, other] = [heap[at], heap[smaller]];
    if (one === undefined || other === undefined) return;
    heap[at] = other;
    heap[smaller] = one;
    settle(smaller);
  };
  return {first: () => heap[0], settle: () => settle(0)};
}
