import type {Range} from '../config/yaml/node-at.ts';
import type {Model} from './model.ts';
import {kindOf} from './task-source.ts';

/** A task, for an outline of the file. */
export interface TaskSymbol {
  readonly name: string;
  readonly kind?: string;
  readonly staysUp: boolean;
  /** The range of the whole task; `key` is the range of its name. */
  readonly whole: Range;
  readonly key: Range;
}

/** The tasks of a file, in file order. */
export function symbolsOf({partial}: Model): readonly TaskSymbol[] {
  if (!partial) return [];
  const {parsed} = partial;
  const own = [...partial.tasks.values()].filter(({path}) => parsed.place(path, 'key').file === parsed.path);
  return own.map(({name, path, validTask}) => {
    const [key, value] = [partial.parsed.place(path, 'key'), partial.parsed.place(path, 'value')];
    const kind = kindOf(partial, name);
    return {
      name,
      ...(kind !== undefined && {kind}),
      staysUp: validTask?.lifetime() === 'service',
      key,
      // Values under an anchor are defined elsewhere.
      whole: value.end >= key.end ? {start: key.start, end: value.end} : key,
    };
  });
}
