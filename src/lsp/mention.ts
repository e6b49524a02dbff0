import {isMap} from '../config/yaml/errors-below.ts';
import type {PartialFile} from '../config/analysis/partial-file.ts';
import {extendedIn} from './extended.ts';
import {sections, withoutQuotes, type Mention, type Section} from './named-range.ts';
import type {ParsedFile} from '../config/yaml/parsed-file.ts';
import {textsIn, type SourceText} from '../config/analysis/source-texts.ts';
import {namePlaceAt} from './name-place.ts';
import {referenceSites} from './reference-site.ts';

/** All definitions and uses of tasks, variables and secrets in file order. Those under an anchor are listed once. */
export function mentionsOf(partial: PartialFile): readonly Mention[] {
  const texts = textsIn([], partial.parsed.value, () => 'text');
  const all = [
    ...sections.flatMap(section => keysOf(partial.parsed, section)),
    ...texts.flatMap(text => [...namedIn(partial.parsed, text), ...readIn(partial.parsed, text)]),
  ];
  const keyOf = ({name, range}: Mention) => `${range.file} ${range.start} ${name}`;
  const once = new Map([...all, ...extendedIn(partial, all)].map(mention => [keyOf(mention), mention]));
  return [...once.values()].toSorted((a, b) => a.range.start - b.range.start);
}

/** The mention at or next to the cursor. */
export function mentionAt(
  partial: PartialFile,
  offset: number,
  file = partial.parsed.path,
): Mention | undefined {
  return mentionsOf(partial).find(
    ({range}) => range.file === file && range.start <= offset && offset <= range.end,
  );
}

/** All mentions of the same thing. */
export function sameAs(
  partial: PartialFile,
  {section, name}: Pick<Mention, 'section' | 'name'>,
): readonly Mention[] {
  return mentionsOf(partial).filter(other => other.section === section && other.name === name);
}

function keysOf(parsed: ParsedFile, section: Section): readonly Mention[] {
  const map = (parsed.value as Readonly<Record<string, unknown>>)[section];
  return Object.keys(isMap(map) ? map : {}).map(name => ({
    section,
    name,
    range: withoutQuotes(parsed, parsed.place([section, name], 'key')),
    isKey: true,
  }));
}

/** The task that a string names, if any. */
function namedIn(parsed: ParsedFile, {path, text}: SourceText): readonly Mention[] {
  const place = namePlaceAt(path);
  if (!place || place.isList || text.includes('${{') || place.others?.includes(text)) return [];
  const name = place.isSide ? /^([A-Za-z_][\w-]*):/.exec(text)?.[1] : text;
  if (name === undefined || name === '') return [];
  return [
    {section: 'tasks', name, range: parsed.placeOfSlice(path, {start: 0, end: name.length}), isKey: false},
  ];
}

/** The tasks, variables and secrets that a string refers to in `${{ }}`. */
function readIn(parsed: ParsedFile, text: SourceText): readonly Mention[] {
  return referenceSites(parsed, text).flatMap(site => {
    const section = sections.find(name => name === site.path[0]);
    const range = section && site.rangeOf(1, section === 'tasks' ? 2 : undefined);
    if (!section || !range) return [];
    const name = section === 'tasks' ? site.path[1] : site.path.slice(1).join('.');
    return [{section, name: name ?? '', range, isKey: false}];
  });
}
