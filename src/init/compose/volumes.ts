import {isMap, isScalar, mapOf, type PlainMap} from '../plain-map.ts';
import {section, type SectionFacts} from './section.ts';
import {asConstant} from './variables.ts';

/** Inputs for the names of volumes. */
export interface VolumeFacts {
  /** Compose puts it before them. */
  readonly project: string;
  /** The map `volumes` of the file. */
  readonly declared: PlainMap;
  readonly env: SectionFacts['env'];
}

/** The name of a volume as Compose has it, so that what is in there already is found again. */
export function volumeName(source: string, {project, declared, env}: VolumeFacts): string {
  const {name, external} = mapOf(declared[source]);
  const given = [name, mapOf(external).name].find(isScalar) ?? '';
  const known = asConstant(String(given), env);
  if (known !== '') return known;
  return external === undefined || external === false ? `${project}_${source}` : source;
}

/** Losses of the volumes that services use. */
export function volumesReport(
  services: readonly PlainMap[],
  {declared, env}: VolumeFacts,
): readonly string[] {
  const used = Object.keys(declared).filter(name => services.some(service => uses(service, name)));
  return used.flatMap(name => {
    const leftOut: string[] = [];
    const volume = section(mapOf(declared[name]), {
      ...{schema: 'volume', label: '', env},
      leaveOut: (what, meaning) => leftOut.push(`volume \`${name}\`: ${what}: ${meaning}`),
    });
    volume.skip('name', 'external');
    volume.finish();
    return leftOut;
  });
}

function uses({volumes}: PlainMap, name: string): boolean {
  const items: readonly unknown[] = Array.isArray(volumes) ? volumes : [];
  return items.some(item => (isMap(item) ? item.source === name : String(item).startsWith(`${name}:`)));
}
