/**
 * Formats JSON without control characters. JSON itself escapes only the control characters of ASCII, but terminals treat U+009B like
 * ESC [. U+2028 and U+2029 are escaped, too, since some readers treat them as line breaks.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
