/** A text of another file as a launch file writes it: `${{` opens no reference there. */
export function escapeReferences(text: string): string {
  // A function: in a string, `$$` would be replaced by one dollar sign.
  return text.replaceAll('${{', () => '$${{');
}
