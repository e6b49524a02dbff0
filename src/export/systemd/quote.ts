/** A word of a command line in a unit: in double quotes, with `%`, `$`, quotes and backslashes escaped. */
export function quoteWord(word: string): string {
  const escaped = word
    .replaceAll(/[\\"]/g, '\\$&')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');
  return /^[\w@+=:,./%-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** An assignment of `Environment=`, where `$` is nothing special. */
export function quoteVariable(name: string, value: string): string {
  return quoteWord(`${name}=${value}`).replaceAll('$$', '$');
}

/** A value that ends at the line: only `%` is special, and a line break would end it. */
export function plainValue(text: string): string {
  return text.replaceAll('%', '%%').replaceAll(/\s+/g, ' ').trim();
}
