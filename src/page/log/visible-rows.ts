/** The height of a row in CSS pixels; must match log.css. */
export const ROW_HEIGHT = 20;

/** Number of rows to draw above and below the visible ones, for fast scrolling. */
const MARGIN = 8;

/** The rows to draw, of many rows with the same height. */
export interface VisibleRows {
  readonly from: number;
  /** The index after the last row. */
  readonly to: number;
}

export function visibleRows(scrollTop: number, height: number, rows: number, margin = MARGIN): VisibleRows {
  const from = Math.max(0, Math.floor(scrollTop / ROW_HEIGHT) - margin);
  const to = Math.min(rows, Math.ceil((scrollTop + height) / ROW_HEIGHT) + margin);
  return {from: Math.min(from, to), to};
}

/** The scroll position that makes a row visible; `undefined` if it already is. */
export function scrollTo(row: number, scrollTop: number, height: number): number | undefined {
  const top = row * ROW_HEIGHT;
  const isVisible = top >= scrollTop && top + ROW_HEIGHT <= scrollTop + height;
  return isVisible ? undefined : Math.max(0, top - (height - ROW_HEIGHT) / 2);
}
