import type {Scalars} from '../../schema/values.ts';
import type {KeyPath, ParsedFile} from './parsed-file.ts';

/** A map of scalars as strings; numbers and booleans are used as written: `1.10` and not `1.1`. */
export function textsOf(parsed: ParsedFile, path: KeyPath, scalars: Scalars): Record<string, string> {
  const entries = Object.entries(scalars).map(([name, value]) => {
    return [name, typeof value === 'string' ? value : parsed.source([...path, name]).trim()] as const;
  });
  return Object.fromEntries(entries);
}
