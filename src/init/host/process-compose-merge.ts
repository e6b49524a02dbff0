import {isMap, textsOf, type PlainMap} from '../plain-map.ts';

/**
 * Merges process-compose.override.yaml into the file, like process-compose: maps are merged by key, lists are appended, variables
 * are merged by name, and empty values are ignored.
 */
export function withOverride(base: PlainMap, over: PlainMap): PlainMap {
  const changed = Object.entries(over).filter(([, value]) => !isEmpty(value));
  return {
    ...base,
    ...Object.fromEntries(changed.map(([key, value]) => [key, merged(key, base[key], value)])),
  };
}

function merged(key: string, base: unknown, over: unknown): unknown {
  if (key === 'environment') return variables([...textsOf(base ?? []), ...textsOf(over)]);
  // These lists are replaced as a whole.
  if (key === 'namespace' || key === 'watch') return over;
  if (isMap(base) && isMap(over)) return withOverride(base, over);
  return Array.isArray(base) && Array.isArray(over) ? [...(base as unknown[]), ...(over as unknown[])] : over;
}

/** If several lines `NAME=value` set a name, the last one is used. */
function variables(lines: readonly string[]): readonly string[] {
  return [...new Map(lines.map(line => [line.split('=')[0], line])).values()];
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === '' || value === 0 || value === false;
}
