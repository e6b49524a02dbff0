/** Parses headers in the format of the environment variables: `key=value,other=percent%20encoded`. Ignores invalid entries. */
export function otlpHeaders(text: string): Readonly<Record<string, string>> {
  const pairs = pairsOf(text).filter(([name]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name));
  // Node rejects a request with other characters in a header.
  return Object.fromEntries(pairs.filter(([, value]) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value)));
}

/** The pairs of a list like `key=value,other=value`, with their values decoded. */
export function pairsOf(text: string): readonly (readonly [string, string])[] {
  return text.split(',').flatMap(pair => {
    const at = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, at)).trim();
    return name === '' ? [] : [[name, decoded(pair.slice(at + 1).trim())] as const];
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
