/** A binary heap: items are added and taken in logarithmic time. */
export interface Heap<Item> {
  add(item: Item): void;
  /** Removes the first item. */
  take(): Item | undefined;
}

/** @param isBefore whether one item comes before another */
export function createHeap<Item>(isBefore: (one: Item, other: Item) => boolean): Heap<Item> {
  const items: Item[] = [];

  const rise = (item: Item): void => {
    let at = items.push(item) - 1;
    for (; at > 0; at = (at - 1) >> 1) {
      const above = items[(at - 1) >> 1] as Item;
      if (!isBefore(item, above)) break;
      items[at] = above;
    }
    items[at] = item;
  };
  const sink = (item: Item): void => {
    let at = 0;
    for (let below = 1; below < items.length; below = 2 * at + 1) {
      const right = below + 1;
      if (right < items.length && isBefore(items[right] as Item, items[below] as Item)) below = right;
      if (!isBefore(items[below] as Item, item)) break;
      items[at] = items[below] as Item;
      at = below;
    }
    items[at] = item;
  };
  return {
    add: rise,
    take() {
      const first = items[0];
      const last = items.pop();
      if (last !== undefined && items.length > 0) sink(last);
      return first;
    },
  };
}
