/** Names in backticks, as a sentence lists them: `` `a`, `b` or `c` ``. */
export function listed(names: readonly string[], last: 'and' | 'or'): string {
  const quoted = names.map(name => `\`${name}\``);
  return enumerated(quoted, last);
}

/** A list in a sentence: `a string, a list or a map`. */
export function enumerated(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}
