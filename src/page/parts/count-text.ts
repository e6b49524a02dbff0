const FORMAT = new Intl.NumberFormat('en');

/** Formats a number: `200,000`. Reuses one formatter, since creating it takes longer than a frame should. */
export function countText(number: number): string {
  return FORMAT.format(number);
}
