/** A list of names in backticks for a sentence: `` `a`, `b` or `c` ``. */
export function listed(names: readonly string[], last: 'and' | 'or'): string {
  const quoted = names.map(name => `\`${name}\``);
  return enumerated(quoted, last);
}

/** A list for a sentence: `a string, a list or a map`. */
export function enumerated(items: readonly string[], last: 'and' | 'or'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1) ?? ''}`;
}
