/** What has been found out about an object, found out once: each rule asks for itself, and the file is the same. */
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
