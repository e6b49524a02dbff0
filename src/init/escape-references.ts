/** Escapes a text from another file, so `${{` does not start a reference. */
export function escapeReferences(text: string): string {
  // A replacement string would turn `$$` into a single dollar sign.
  return text.replaceAll('${{', () => '$${{');
}
