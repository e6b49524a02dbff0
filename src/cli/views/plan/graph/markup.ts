import {printable} from '../../../../vocabulary/printable.ts';

/** Escapes text for content and attribute values of XML and HTML. Removes characters that XML cannot contain. */
export function escaped(text: string): string {
  return printable(text.replaceAll(NOT_IN_XML, '�')).replaceAll(
    /[&<>"']/g,
    character => ENTITIES[character] ?? character,
  );
}

/** Escapes lines, preserving the line breaks. */
export function escapedLines(lines: readonly string[]): string {
  return lines.map(escaped).join('\n');
}

/** Characters outside of https://www.w3.org/TR/xml/#charsets, and marks that change the text direction. */
const NOT_IN_XML = /[\p{Cs}\ufffe\uffff\u202a-\u202e\u2066-\u2069]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
