/** Caches a result for an object: every rule asks for the same file. */
export function kept<Subject extends object, Found>(
  find: (subject: Subject) => Found,
): (subject: Subject) => Found {
  const known = new WeakMap<Subject, {readonly found: Found}>();
  return subject => {
    const entry = known.get(subject) ?? {found: find(subject)};
    known.set(subject, entry);
    return entry.found;
  };
}

/**
 * Caches results for strings: a plan and a run read the same strings of a file again and again. Once these are longer than
 * `maxLength` in all, the cache begins anew, since an editor reads one file after another.
 */
export function keptByText<Found>(find: (text: string) => Found, maxLength: number): (text: string) => Found {
  const known = new Map<string, Found>();
  let length = 0;
  return text => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = find(text);
    length += text.length;
    if (length > maxLength) {
      known.clear();
      length = text.length;
    }
    if (length <= maxLength) known.set(text, found);
    return found;
  };
}
