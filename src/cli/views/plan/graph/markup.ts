import {printable} from '../../../../vocabulary/printable.ts';

/** Text as content or attribute value of XML and HTML, without the characters that XML cannot contain. */
export function escaped(text: string): string {
  return printable(text.replaceAll(NOT_IN_XML, '�')).replaceAll(
    /[&<>"']/g,
    character => ENTITIES[character] ?? character,
  );
}

/** The same for text whose line breaks are preserved. */
export function escapedLines(lines: readonly string[]): string {
  return lines.map(escaped).join('\n');
}

/** https://www.w3.org/TR/xml/#charsets, and the marks that change the direction of what follows. */
const NOT_IN_XML = /[\p{Cs}\ufffe\uffff\u202a-\u202e\u2066-\u2069]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
