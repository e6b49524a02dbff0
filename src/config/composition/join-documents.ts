import {dirname} from 'node:path';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {ComposedDocument, ComposedDocuments, CompositionContext} from './composition.ts';
import {INCLUDE_RULE, placeOf, type Include} from './includes.ts';
import {entriesOf, entryOf, mapOf, withEntries, type Part} from './part.ts';
import {namedSections} from './prefix.ts';
import {rebasePaths} from './relative-paths.ts';

/** An included document, with its names as the including document sees them. */
export interface IncludedDocument {
  readonly include: Include;
  readonly composed: ComposedDocuments;
}

/** Adds the named entries of included documents to a document, and reports duplicate names. */
export function joinDocuments(
  own: ComposedDocument,
  children: readonly IncludedDocument[],
  {sources}: CompositionContext,
): ComposedDocuments {
  const documentOf = new Map<string, ComposedDocument>();
  const sections = namedSections.map(section => {
    const ownPart = entryOf(own.part, section);
    const joined = new Map<string, Part>();
    const mine = new Map(ownPart ? entriesOf(ownPart) : []);
    for (const {include, composed} of children) {
      const part = entryOf(composed.part, section);
      const [{file} = own] = composed.documents;
      const folders = {from: dirname(file.path), to: dirname(own.file.path)};
      for (const [name, inner] of part ? entriesOf(part) : []) {
        const entry =
          section === 'secrets' || section === 'places'
            ? rebasePaths(inner, folders, [section, name])
            : inner;
        const other = mine.get(name) ?? joined.get(name);
        if (other && !isSame(other, entry)) sources.diagnostics.push(clash(section, name, include, other));
        if (other) continue;
        joined.set(name, entry);
        const [first] = composed.documents;
        if (section === 'tasks' && first) documentOf.set(name, composed.documentOf.get(name) ?? first);
      }
    }
    if (!ownPart && joined.size === 0) return [section, undefined] as const;
    return [section, mapOf([...joined, ...mine], ownPart?.origin ?? own.part.origin)] as const;
  });
  const added = sections.flatMap(([section, part]) => (part ? [[section, part] as const] : []));
  return {
    part: withEntries(own.part, Object.fromEntries(added)),
    documents: [own, ...children.flatMap(({composed}) => composed.documents)],
    documentOf,
  };
}

/** Whether both parts are the same part of a file that is included twice. */
function isSame({origin: one, value}: Part, {origin: other, value: second}: Part): boolean {
  return (
    one.file === other.file &&
    JSON.stringify(one.path) === JSON.stringify(other.path) &&
    JSON.stringify(value) === JSON.stringify(second)
  );
}

function clash(
  section: (typeof namedSections)[number],
  name: string,
  {whole, paths}: Include,
  other: Part,
): Diagnostic {
  const what = {tasks: 'task', vars: 'variable', secrets: 'secret', places: 'place'}[section];
  const message = `the included file \`${String(paths[0]?.value)}\` also defines the ${what} \`${name}\`; include it with a \`prefix\`, or rename one of them`;
  const also = {message: `\`${name}\` is defined here`, place: placeOf(other, 'key')};
  return errorDiagnostic({rule: INCLUDE_RULE, message, place: placeOf(whole), also});
}
