import type {Range} from '../config/yaml/node-at.ts';
import type {Model} from './model.ts';
import {kindOf} from './written-task.ts';

/** A task, for an outline of the file. */
export interface TaskSymbol {
  readonly name: string;
  readonly kind?: string;
  readonly staysUp: boolean;
  /** From its name to its end, and its name alone. */
  readonly whole: Range;
  readonly key: Range;
}

/** The tasks of a file, in its order. */
export function symbolsOf({draft}: Model): readonly TaskSymbol[] {
  if (!draft) return [];
  return [...draft.tasks.values()].map(({name, path, sound}) => {
    const [key, value] = [draft.parsed.place(path, 'key'), draft.parsed.place(path, 'value')];
    const kind = kindOf(draft, name);
    return {
      name,
      ...(kind !== undefined && {kind}),
      staysUp: sound?.kind.lasting === 'stays',
      key,
      // What stands under an anchor stands elsewhere.
      whole: value.end >= key.end ? {start: key.start, end: value.end} : key,
    };
  });
}
