const FORMAT = new Intl.NumberFormat('en');

/** `200,000`. One format for all: a new one takes longer than a frame should. */
export function countText(number: number): string {
  return FORMAT.format(number);
}
