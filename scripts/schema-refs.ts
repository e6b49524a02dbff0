import type {Definitions, SourceSchema} from './schema-types.ts';

/** The definition that a schema refers to, or the schema itself. */
export function resolve(schema: SourceSchema, definitions: Definitions<SourceSchema>): SourceSchema {
  return schema.$ref === undefined ? schema : (targetOf(schema, definitions) ?? schema);
}

/** The definition that a schema refers to. */
export function targetOf(
  schema: SourceSchema,
  definitions: Definitions<SourceSchema>,
): SourceSchema | undefined {
  return definitions[refName(schema) ?? ''];
}

/** The name of that definition. */
export function refName({$ref}: SourceSchema): string | undefined {
  return $ref?.split('/').at(-1);
}
