import type {PlainMap} from '../plain-map.ts';

/** Converts the value of a key to parts of the task, or reports the key and returns no parts. */
export type ReadKey<Part> = (value: unknown, report: (meaning: string) => void) => Part;

/**
 * Reads all keys of a map. Keys without an entry in the table are reported, so none is lost silently.
 *
 * @param report called with a key that is left out, and the consequence
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
