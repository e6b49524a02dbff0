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
