/** The newest version of Node that the flags were tested with, since V8 prints an error for unknown flags. */
const NEWEST_TRIED = 24;

/** A flag of V8 that is changed while the process runs. */
export interface Flag {
  readonly changed: string;
  /** The default of V8, in all versions with this flag. */
  readonly default: string;
  /** The oldest version of Node with this flag. Default: all. */
  readonly oldest?: number;
  /** The newest version of Node with this flag. Default: all tested versions. */
  readonly newest?: number;
}

/** Sets all flags to one of their two values. V8 accepts cached code only with the flags that it was compiled with. */
export type SetFlags = (value: 'changed' | 'default') => void;

/** `undefined` for a version of Node without these flags, or that was not tested. */
export function flagSetter(flags: readonly Flag[]): SetFlags | undefined {
  const version = Number.parseInt(process.versions.node);
  const known = flags.filter(({oldest = 0, newest = NEWEST_TRIED}) => oldest <= version && version <= newest);
  if (known.length === 0) return undefined;
  const {setFlagsFromString} = process.getBuiltinModule('node:v8');
  // Each call takes as long as one that sets all flags.
  return value => setFlagsFromString(known.map(flag => flag[value]).join(' '));
}
