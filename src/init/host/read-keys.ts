import type {PlainMap} from '../plain-map.ts';

/** Reads the value of a key; gives what the task gets from it, or reports the key and gives nothing. */
export type ReadKey<Part> = (value: unknown, report: (meaning: string) => void) => Part;

/**
 * Reads all keys of a map, those without an entry in the table too: these are reported, so that none is lost silently.
 *
 * @param report takes a key with what it means that it is left out
 */
export function readKeys<Part extends object>(
  map: PlainMap,
  table: Readonly<Record<string, ReadKey<Part>>>,
  report: (key: string, meaning: string) => void,
): Part {
  const parts = Object.entries(map).flatMap(([key, value]) => {
    if (value === null || value === undefined) return [];
    const read = Object.hasOwn(table, key) ? table[key] : undefined;
    if (!read) {
      report(key, 'bottle has no equivalent');
      return [];
    }
    return [read(value, meaning => report(key, meaning))];
  });
  return Object.assign({}, ...parts) as Part;
}
