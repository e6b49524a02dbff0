/** Caches a result for each object: all rules read the same file. */
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
 * Caches a result for each string: a plan and a run read the same strings of a file repeatedly. The cache is cleared once its
 * strings exceed `maxLength` in total, since an editor reads one file after another.
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
