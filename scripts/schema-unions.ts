import {resolve} from './schema-refs.ts';
import type {Definitions, MapSchema, SourceSchema} from './schema-types.ts';

/** The members of a union of maps. */
export function mapsOf(
  members: readonly SourceSchema[],
  definitions: Definitions<SourceSchema>,
): readonly MapSchema[] {
  const resolved = members.map(member => resolve(member, definitions));
  if (!resolved.every(isMap)) throw new Error(`expected a union of maps: ${JSON.stringify(resolved)}`);
  return resolved;
}

/** Whether a schema is a map with fixed keys, some of which are required. */
export function isMap(schema: SourceSchema): schema is MapSchema {
  return schema.type === 'object' && schema.properties !== undefined && schema.required !== undefined;
}

/** The key that a member requires and that no member of another kind has. */
export function ownKey(member: MapSchema, members: readonly MapSchema[]): string {
  const own = member.required.find(key =>
    members.every(other => !(key in other.properties) || other.required.includes(key)),
  );
  if (own === undefined) throw new Error(`no key identifies this member: ${JSON.stringify(member)}`);
  return own;
}
