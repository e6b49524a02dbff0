import {mergeFields, type Fields} from '../vocabulary/fields.ts';

/**
 * The form of each key of `Source` in the other tool. A key that is missing here does not compile, so that no key of a
 * launch file is lost silently.
 */
export type KeyTable<Source, Context> = {
  readonly [Key in keyof Required<Source>]: CarryKey<NonNullable<Source[Key]>, Context>;
};

/** The keys that a value becomes; none if it cannot be expressed, which it reports. */
type CarryKey<Value, Context> = (value: Value, context: Context & KeyReport) => Fields;

/** Reports about the key that is being carried over. */
export interface KeyReport {
  /** The name of the key. */
  readonly key: string;
  /** Reports that the key, or a part of it, is not carried over. */
  lose(meaning: string): void;
}

/** Carries over all keys of a source, in the order of the table. */
export function carryKeys<Source extends object, Context>(
  source: Source,
  table: KeyTable<Source, Context>,
  context: Context,
  lose: (key: string, meaning: string) => void,
): Fields {
  const keys = Object.keys(table) as (keyof Source & string)[];
  const parts = keys.map(key => {
    const value = source[key];
    if (value === undefined || value === null) return {};
    return table[key](value, {...context, key, lose: meaning => lose(key, meaning)});
  });
  return mergeFields(parts);
}

/** Reports a key that the other tool has no form for. */
export function lost(meaning: string): (value: unknown, report: KeyReport) => Fields {
  return (_, {lose}) => {
    lose(meaning);
    return {};
  };
}

/** For keys that are read where they belong together with others, or that mean nothing without bottle. */
export const handledElsewhere = (): Fields => ({});
