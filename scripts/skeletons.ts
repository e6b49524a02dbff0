import type {MapSchema, Snippet} from './schema-types.ts';

/**
 * The snippets that editors offer for the kinds of a union: one for each member, from its `@skeleton`. A missing
 * skeleton is an error, so that every new kind has one.
 *
 * In a skeleton, `${1:…}` is a tab stop. Its strings are inserted unchanged, so an empty map is written as the string
 * `{}`; editors would omit the map itself.
 *
 * @param kindOf the key that identifies a member
 */
export function skeletonsOf(
  members: readonly MapSchema[],
  noun: string,
  kindOf: (member: MapSchema) => string,
): readonly Snippet[] {
  return members.map(member => {
    const {skeleton, description = ''} = member;
    const kind = kindOf(member);
    if (skeleton === undefined) throw new Error(`@skeleton is missing for \`${kind}\` of a ${noun}`);
    const isShared = members.some(other => other !== member && kindOf(other) === kind);
    const form = isShared && typeof skeleton[kind] === 'object' ? ' {…}' : '';
    return {label: `${noun}: ${kind}${form}`, markdownDescription: description, body: skeleton};
  });
}

/** The same for a map with names, such as `tasks`: each skeleton follows a placeholder for the name. */
export function named(snippets: readonly Snippet[]): readonly Snippet[] {
  return snippets.map(({body, ...snippet}) => ({...snippet, body: {'${1:name}': later(body)}}));
}

/** Increments the numbers of the placeholders in a skeleton. */
function later(body: unknown): unknown {
  const text = JSON.stringify(body);
  return JSON.parse(text.replaceAll(/\$\{(\d+):/g, (_, place: string) => `\${${Number(place) + 1}:`));
}
