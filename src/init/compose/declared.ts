import type {TaskSource} from '../../schema/launch-file.ts';
import type {DraftedTask} from '../drafted.ts';
import {isMap, isScalar, mapOf, type PlainMap} from '../plain-map.ts';
import type {TaskNames} from '../task-names.ts';
import {section, type Section, type SectionFacts} from './section.ts';
import {flag} from './values.ts';
import {asReferencesOr} from './variables.ts';

/** Inputs for the networks or volumes of a project. */
export interface DeclaredFacts {
  /** The prefix that Compose adds to the names. */
  readonly project: string;
  /** The map `networks` or `volumes` of the file. */
  readonly declared: PlainMap;
  readonly names: TaskNames;
  readonly env: SectionFacts['env'];
}

/** The task for a network or volume of a project, and a report of lost keys. */
export interface DeclaredDraft<Source extends TaskSource = TaskSource> {
  readonly task: DraftedTask & {readonly source: Source};
  readonly leftOut: readonly string[];
}

/** Drafts the task for the network or volume `key`. `make` reads its keys. */
export function declaredTask<Source extends TaskSource>(
  {kind, key, name}: {readonly kind: 'network' | 'volume'; readonly key: string; readonly name: string},
  {declared, env}: Pick<DeclaredFacts, 'declared' | 'env'>,
  make: (source: Section, map: PlainMap) => Source,
): DeclaredDraft<Source> {
  const leftOut: string[] = [];
  const map = mapOf(declared[key]);
  const whole = section(map, {
    ...{schema: kind, label: '', env},
    leaveOut: (what, meaning) => leftOut.push(`${what}: ${meaning}`),
  });
  const source = make(whole, map);
  whole.finish();
  const comments = leftOut.length > 0 ? ['Not carried over:', ...leftOut.map(what => `- ${what}`)] : [];
  return {
    task: {name, source, comments},
    leftOut: leftOut.map(what => `${kind} \`${key}\`: ${what}`),
  };
}

/** The name in Docker of an existing network or volume; `undefined` if the project creates it. */
export function existingName(source: Section, map: PlainMap, key: string): string | undefined {
  const isOldForm = isMap(map.external);
  const old = isOldForm ? givenName(source.within('external'), key) : undefined;
  if (!isOldForm && source.fixed('external', flag) !== true) return undefined;
  const others = Object.keys(map).filter(each => !/^(name|external|x-.*)$/.test(each) && source.has(each));
  for (const each of others)
    source.leaveOut(each, 'no effect, because it already exists; Compose refuses the file');
  return givenName(source, key) ?? old ?? key;
}

/** The given name. As in Compose, an empty name counts as none. */
export function givenName(source: Section, fallback: string): string | undefined {
  return source.read('name', value =>
    isScalar(value) ? asReferencesOr(String(value), fallback) : undefined,
  );
}
