import stringWidth from 'string-width';

/** The beginning of a text with at most so many columns, by whole characters; `…` for the rest. */
export function fitText(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let [fitting, used] = ['', 1];
  for (const {segment} of characters.segment(text)) {
    used += stringWidth(segment);
    if (used > columns) break;
    fitting += segment;
  }
  return `${fitting.trimEnd()}…`;
}

const characters = new Intl.Segmenter('en', {granularity: 'grapheme'});
