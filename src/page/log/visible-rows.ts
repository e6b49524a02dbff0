/** The height of a row in CSS pixels; log.css has the same. */
export const ROW_HEIGHT = 20;

/** How many rows above and below the visible ones are drawn, for quick scrolling. */
const MARGIN = 8;

/** Of many rows of the same height, those to draw. */
export interface VisibleRows {
  readonly from: number;
  /** The row after the last one. */
  readonly to: number;
}

export function visibleRows(scrollTop: number, height: number, rows: number, margin = MARGIN): VisibleRows {
  const from = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - margin);
  const to = Math.min(rows, Math.ceil((scrollTop + height) / ROW_HEIGHT) + margin);
  return {from: Math.min(from, to), to};
}

/** Where to scroll so that a row is visible; `undefined` if it is. */
export function scrollTo(row: number, scrollTop: number, height: number): number | undefined {
  const top = row * ROW_HEIGHT;
  const isVisible = top >= scrollTop && top + ROW_HEIGHT <= scrollTop + height;
  return isVisible ? undefined : Math.max(0, top - (height - ROW_HEIGHT) / 2);
}
