import type {MapSchema, Snippet} from './schema-types.ts';

/**
 * The snippets that editors offer for the kinds of a union: one for each member, from its `@skeleton`. A member without
 * one is an error, so that no new kind comes without.
 *
 * In a skeleton, `${1:…}` is a tab stop. Its strings are inserted unchanged, so an empty map is written as the string `{}`, which
 * editors would otherwise leave out.
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

/** The same for a map of named things, as `tasks` is: each skeleton under a name to be typed first. */
export function named(snippets: readonly Snippet[]): readonly Snippet[] {
  return snippets.map(({body, ...snippet}) => ({...snippet, body: {'${1:name}': later(body)}}));
}

/** The skeleton with its places to type in one later. */
function later(body: unknown): unknown {
  const text = JSON.stringify(body);
  return JSON.parse(text.replaceAll(/\$\{(\d+):/g, (_, place: string) => `\${${Number(place) + 1}:`));
}
