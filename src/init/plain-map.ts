/** A map from a file of unknown shape. */
export type PlainMap = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is a map, otherwise an empty map. */
export function mapOf(value: unknown): PlainMap {
  return isMap(value) ? value : {};
}

/** The scalars of a list, or a single scalar, as strings. */
export function textsOf(value: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.flatMap(item => (isScalar(item) ? [String(item)] : []));
}

export function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
