import type {Volume} from '../../schema/tasks/volume.ts';
import type {DraftedTask} from '../drafted.ts';
import {isMap, isScalar, mapOf, type PlainMap} from '../plain-map.ts';
import type {TaskNames} from '../task-names.ts';
import {section, type Section, type SectionFacts} from './section.ts';
import {flag, pairs, text, withoutGaps} from './values.ts';
import {asReferences} from './variables.ts';

/** Inputs for the volumes of a project. */
export interface VolumeFacts {
  /** Compose puts it before their names. */
  readonly project: string;
  /** The map `volumes` of the file. */
  readonly declared: PlainMap;
  readonly names: TaskNames;
  readonly env: SectionFacts['env'];
}

/** A volume of a project, and what is lost of it. */
export interface VolumeDraft {
  readonly task: DraftedTask;
  readonly leftOut: readonly string[];
}

/** The declared volumes that services use, as tasks by their names there: their data outlives the run, as under Compose. */
export function volumeTasks(
  services: readonly PlainMap[],
  facts: VolumeFacts,
): ReadonlyMap<string, VolumeDraft> {
  const used = Object.keys(facts.declared).filter(name => services.some(service => uses(service, name)));
  return new Map(used.map(name => [name, volumeTask(name, facts)]));
}

function volumeTask(name: string, {project, declared, names, env}: VolumeFacts): VolumeDraft {
  const leftOut: string[] = [];
  const source = section(mapOf(declared[name]), {
    ...{schema: 'volume', label: '', env},
    leaveOut: (what, meaning) => leftOut.push(`${what}: ${meaning}`),
  });
  const volume = volumeOf(source, name, project);
  source.finish();
  const comments = leftOut.length > 0 ? ['Not carried over:', ...leftOut.map(what => `- ${what}`)] : [];
  return {
    task: {name: names.give(name), source: {volume}, comments},
    leftOut: leftOut.map(what => `volume \`${name}\`: ${what}`),
  };
}

/** It has the name that it has under Compose, so that what is in there already is found again. */
function volumeOf(source: Section, name: string, project: string): Volume {
  const given = source.read('name', text);
  const external = source.fixed('external', value => externalName(value, name));
  if (external !== undefined) return {external: true, name: given ?? external};
  return withoutGaps<Volume>({
    keep: true,
    name: given ?? `${project}_${name}`,
    driver: source.read('driver', text),
    driver_opts: source.read('driver_opts', pairs),
    labels: source.read('labels', pairs),
  });
}

/** The name of an external volume; `undefined` for one that is not. */
function externalName(value: unknown, name: string): string | undefined {
  const given = mapOf(value).name;
  if (isScalar(given)) return asReferences(String(given));
  return isMap(value) || flag(value) === true ? name : undefined;
}

function uses({volumes}: PlainMap, name: string): boolean {
  const items: readonly unknown[] = Array.isArray(volumes) ? volumes : [];
  return items.some(item => (isMap(item) ? item.source === name : String(item).startsWith(`${name}:`)));
}
