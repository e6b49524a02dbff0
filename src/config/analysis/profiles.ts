import type {Profile} from '../../schema/launch-file.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {isMap} from '../yaml/errors-below.ts';
import {untilMistakes} from './names.ts';
import type {PartialFile} from './partial-file.ts';
import {suggestionText} from './unknown-name.ts';

/** Reports names in `profiles` that do not exist. */
export function checkProfiles(partial: PartialFile): readonly Diagnostic[] {
  const {profiles} = partial.root;
  if (!isMap(profiles)) return [];
  const tags = knownTags(partial);
  return Object.entries(profiles as Readonly<Record<string, Profile>>).flatMap(([name, profile]) => [
    ...unknownVars(partial, name, profile),
    ...unknownTags(partial, name, profile, tags),
    ...untilMistakes(partial, ['profiles', name, 'until'], profile.until),
  ]);
}

function unknownVars(
  {parsed, names}: PartialFile,
  profile: string,
  {vars = {}}: Profile,
): readonly Diagnostic[] {
  const unknown = Object.keys(vars).filter(name => !names.vars.includes(name));
  return unknown.map(name => {
    const {text: hint, ...suggestion} = suggestionText(name, names.vars, {
      otherwise: '; define it under `vars`',
    });
    const message = `profile \`${profile}\` sets unknown variable \`${name}\`${hint}`;
    return errorDiagnostic({
      message,
      place: parsed.place(['profiles', profile, 'vars', name], 'key'),
      ...suggestion,
    });
  });
}

function unknownTags(
  {parsed}: PartialFile,
  profile: string,
  {tags = []}: Profile,
  known: readonly string[],
): readonly Diagnostic[] {
  return tags.flatMap((tag, at) => {
    if (known.includes(tag)) return [];
    const {text: hint, ...suggestion} = suggestionText(tag, known, {otherwise: '; no task has `tags`'});
    const message = `profile \`${profile}\` selects unknown tag \`${tag}\`${hint}`;
    const place = parsed.place(['profiles', profile, 'tags', at], 'value');
    return [errorDiagnostic({message, place, ...suggestion})];
  });
}

function knownTags({tasks}: PartialFile): readonly string[] {
  const all = [...tasks.values()].flatMap(({keys: {tags}}) => (Array.isArray(tags) ? tags.map(String) : []));
  return [...new Set(all)];
}
