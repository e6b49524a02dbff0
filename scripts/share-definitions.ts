import type {EditorSchema, Root} from './schema-types.ts';

/**
 * Moves repeated properties of a definition (keys that every kind has) to their own definition, `TaskSource.needs`.
 * Otherwise, the size of the schema and the validator would grow with kinds times keys.
 */
export function shareDefinitions(schema: Root<EditorSchema>): Root<EditorSchema> {
  const shared: Record<string, EditorSchema> = {};
  const definitions = Object.entries(schema.definitions).map(([name, definition]) => {
    const repeated = repeatedIn(definition);
    const refOf: Change = (key, value) => {
      if (value === false || !repeated.has(JSON.stringify([key, value]))) return value;
      shared[`${name}.${key}`] = value;
      return {$ref: `#/definitions/${name}.${key}`};
    };
    return [name, withProperties(definition, refOf)] as const;
  });
  return {...schema, definitions: {...Object.fromEntries(definitions), ...shared}};
}

/** Repeated properties, as JSON of key and schema, if they are longer than a reference to them. */
function repeatedIn(definition: EditorSchema): ReadonlySet<string> {
  const places = new Map<string, number>();
  withProperties(definition, (key, value) => {
    const text = JSON.stringify([key, value]);
    places.set(text, (places.get(text) ?? 0) + 1);
    return value;
  });
  return new Set([...places].filter(([text, count]) => count > 1 && text.length > 100).map(([text]) => text));
}

type Change = (key: string, property: EditorSchema | false) => EditorSchema | false;

/** Applies `change` to every entry of every `properties` in the schema. */
function withProperties(schema: EditorSchema, change: Change): EditorSchema {
  const {properties, items, additionalProperties, anyOf, allOf, if: guard, then, else: otherwise} = schema;
  const inside = (part: EditorSchema): EditorSchema => withProperties(part, change);
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, property]) => [key, change(key, property)]),
      ),
    }),
    ...(items && {items: inside(items)}),
    ...(typeof additionalProperties === 'object' && {additionalProperties: inside(additionalProperties)}),
    ...(anyOf && {anyOf: anyOf.map(inside)}),
    ...(allOf && {allOf: allOf.map(inside)}),
    ...(guard && {if: inside(guard)}),
    ...(then && {then: inside(then)}),
    ...(otherwise && {else: inside(otherwise)}),
  };
}
