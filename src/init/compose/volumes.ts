import type {Volume, VolumeTask} from '../../schema/tasks/volume.ts';
import {isMap, type PlainMap} from '../plain-map.ts';
import {declaredTask, existingName, givenName, type DeclaredDraft, type DeclaredFacts} from './declared.ts';
import type {Section} from './section.ts';
import {atColons, pairs, text, withoutGaps} from './values.ts';
import {asConstant} from './variables.ts';

/** Tasks for the declared volumes that services use, by volume name. As in Compose, the data outlives the run. */
export function volumeTasks(
  services: readonly PlainMap[],
  facts: DeclaredFacts,
): ReadonlyMap<string, DeclaredDraft<VolumeTask>> {
  const used = Object.keys(facts.declared).filter(key =>
    services.some(service => uses(service, key, facts.env)),
  );
  return new Map(used.map(key => [key, volumeTask(key, facts)]));
}

function volumeTask(key: string, facts: DeclaredFacts): DeclaredDraft<VolumeTask> {
  return declaredTask({kind: 'volume', key, name: facts.names.give(key)}, facts, (source, map) => {
    const name = existingName(source, map, key);
    const own = `${facts.project}_${key}`;
    return {volume: name === undefined ? volumeOf(source, own) : {external: true, name}};
  });
}

/** A volume with the same name as in Compose, so existing data is found. */
function volumeOf(source: Section, own: string): Volume {
  return withoutGaps<Volume>({
    keep: true,
    name: givenName(source, own) ?? own,
    driver: source.read('driver', text),
    driver_opts: source.read('driver_opts', pairs),
    labels: source.read('labels', pairs),
  });
}

function uses({volumes}: PlainMap, name: string, env: DeclaredFacts['env']): boolean {
  const items: readonly unknown[] = Array.isArray(volumes) ? volumes : [];
  return items.some(item => {
    const source = isMap(item) ? item.source : atColons(String(item))[0];
    return asConstant(String(source), env) === name;
  });
}
