/** Plain data of a file or request of another tool. */
export type Fields = Readonly<Record<string, unknown>>;

/** Merges the fields of several keys: lists and maps of the same name are merged, other values are replaced. */
export function mergeFields(parts: readonly Fields[]): Fields {
  const merged: Record<string, unknown> = {};
  for (const part of parts)
    for (const [name, value] of Object.entries(part)) merged[name] = mergeValues(merged[name], value);
  return merged;
}

function mergeValues(old: unknown, value: unknown): unknown {
  if (Array.isArray(old) && Array.isArray(value)) return [...(old as unknown[]), ...(value as unknown[])];
  return isMap(old) && isMap(value) ? mergeFields([old, value]) : value;
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
