import type {Profile} from '../../schema/launch-file.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {suggestionText} from '../analysis/unknown-name.ts';
import {isMap} from '../yaml/errors-below.ts';
import {entriesOf, entryOf, type Part} from './part.ts';

/** The selected profiles combined: all tags, and the variables and `until` of the last profile that sets them. */
export interface ChosenProfiles {
  readonly vars: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly until?: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** @param names the selected profiles */
export function chooseProfiles(file: Part, names: readonly string[]): ChosenProfiles {
  const section = entryOf(file, 'profiles');
  const profiles = new Map(section ? entriesOf(section) : []);
  const chosen = names.flatMap(name => profiles.get(name) ?? []);
  const known = [...profiles.keys()];
  const untils = chosen.flatMap(({value}) =>
    isMap(value) && typeof value.until === 'string' ? value.until : [],
  );
  const until = untils.at(-1);
  return {
    vars: Object.assign({}, ...chosen.map(varsOf)) as Readonly<Record<string, string>>,
    tags: [...new Set(chosen.flatMap(tagsOf))],
    ...(until !== undefined && {until}),
    diagnostics: names.filter(name => !profiles.has(name)).map(name => unknownProfile(name, known)),
  };
}

function unknownProfile(name: string, known: readonly string[]): Diagnostic {
  const {text: hint} = suggestionText(name, known, {otherwise: '; the file has no `profiles`'});
  return errorDiagnostic({
    rule: 'wrong-profile',
    message: `unknown profile \`${name}\` in \`--profile\`${hint}`,
  });
}

function varsOf(profile: Part): Readonly<Record<string, string>> {
  const vars = entryOf(profile, 'vars');
  return Object.fromEntries((vars ? entriesOf(vars) : []).map(([name, value]) => [name, scalarText(value)]));
}

/** A scalar as written: `1.10`, not `1.1`. */
export function scalarText({value, origin: {file, path}}: Part): string {
  return typeof value === 'string' ? value : file.source(path).trim();
}

function tagsOf({value}: Part): readonly string[] {
  const {tags = []} = (isMap(value) ? value : {}) as Pick<Profile, 'tags'>;
  return Array.isArray(tags) ? tags.map(String) : [];
}
