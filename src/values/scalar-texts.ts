import type {Scalars} from '../schema/values.ts';

/** Numbers and booleans as strings, as written. */
export function texts(scalars: Scalars): Record<string, string> {
  return Object.fromEntries(Object.entries(scalars).map(([name, value]) => [name, String(value)]));
}
