/**
 * JSON without control characters: JSON itself escapes those of ASCII only, and a terminal obeys U+009B as it obeys ESC [. Also
 * without U+2028 and U+2029, which some readers take for line breaks.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
