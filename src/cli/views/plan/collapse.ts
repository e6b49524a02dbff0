/** An item of a list, or a gap of collapsed items. */
export type Collapsed<Item> = {readonly item: Item} | {readonly gap: readonly Item[]};

/**
 * Collapses the middle of a list, except for items to keep.
 *
 * @param ends how many items are kept at each end
 */
export function collapse<Item>(
  items: readonly Item[],
  ends: number,
  isShown: (item: Item) => boolean = () => false,
): readonly Collapsed<Item>[] {
  const parts: Collapsed<Item>[] = [];
  let gap: Item[] = [];
  const close = (): void => {
    if (gap.length < SMALLEST_GAP) parts.push(...gap.map(item => ({item})));
    else parts.push({gap});
    gap = [];
  };
  items.forEach((item, at) => {
    if (at >= ends && at < items.length - ends && !isShown(item)) gap.push(item);
    else {
      close();
      parts.push({item});
    }
  });
  close();
  return parts;
}

/** Smaller gaps are not collapsed, since the note about a gap takes about as much space. */
const SMALLEST_GAP = 3;

/** Joins names; only the first ones and the number of the rest if there are many. */
export function listed(names: readonly string[], isFolded: boolean): string {
  const shown = isFolded && names.length > MANY_NAMES + 1 ? names.slice(0, MANY_NAMES) : names;
  const rest = names.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const MANY_NAMES = 6;

/** Joins names as a chain, with the middle of a long chain collapsed. */
export function chainText(names: readonly string[], isFolded: boolean): string {
  return collapse(names, isFolded ? CHAIN_ENDS : Infinity)
    .map(part => ('item' in part ? part.item : `… ${part.gap.length} more …`))
    .join(' → ');
}

const CHAIN_ENDS = 4;
