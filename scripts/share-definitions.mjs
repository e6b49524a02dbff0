/**
 * Moves a value that occurs several times among the `properties` of a definition (the keys that every kind has) to its own
 * definition, `TaskSource.needs`, so that schema and validator do not grow with kinds times keys.
 */
export function shareDefinitions(schema) {
  const shared = {};
  const definitions = Object.entries(schema.definitions).map(([name, definition]) => {
    const repeated = repeatedIn(definition);
    const refOf = (key, value) => {
      if (!repeated.has(JSON.stringify([key, value]))) return value;
      shared[`${name}.${key}`] = value;
      return {$ref: `#/definitions/${name}.${key}`};
    };
    return [name, withProperties(definition, refOf)];
  });
  return {...schema, definitions: {...Object.fromEntries(definitions), ...shared}};
}

/** Keys and their values, as JSON, that occur more than once; only those longer than a reference to them. */
function repeatedIn(definition) {
  const places = new Map();
  withProperties(definition, (key, value) => {
    const text = JSON.stringify([key, value]);
    places.set(text, (places.get(text) ?? 0) + 1);
    return value;
  });
  return new Set([...places].filter(([text, count]) => count > 1 && text.length > 100).map(([text]) => text));
}

/** The schema with every entry of every `properties` replaced by what `change` makes of it. */
function withProperties(schema, change) {
  if (Array.isArray(schema)) return schema.map(item => withProperties(item, change));
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([keyword, value]) => [
    keyword,
    keyword === 'properties'
      ? Object.fromEntries(Object.entries(value).map(([key, property]) => [key, change(key, property)]))
      : withProperties(value, change),
  ]);
  return Object.fromEntries(entries);
}
