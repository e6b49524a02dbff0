/** Sorted items; the first one may change its position. */
export interface Merge<Item> {
  /** The first one; `undefined` if there is none. */
  first(): Item | undefined;
  /** Moves the first one to its new position after a change. */
  settle(): void;
}

/** A binary heap, so that a line takes few comparisons even with hundreds of items. */
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
