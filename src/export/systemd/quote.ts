/** A word of a command line in a unit: double-quoted, with `%`, `$`, quotes and backslashes escaped. */
export function quoteWord(word: string): string {
  const escaped = word
    .replaceAll(/[\\"]/g, '\\$&')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');
  return /^[\w@+=:,./%-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** An assignment in `Environment=`, where `$` is not special. */
export function quoteVariable(name: string, value: string): string {
  return quoteWord(`${name}=${value}`).replaceAll('$$', '$');
}

/** A value up to the end of the line. Only `%` is special; line breaks are replaced, since they would end the value. */
export function plainValue(text: string): string {
  return text.replaceAll('%', '%%').replaceAll(/\s+/g, ' ').trim();
}
