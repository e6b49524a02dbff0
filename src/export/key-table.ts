import {mergeFields, type Fields} from '../vocabulary/fields.ts';

/**
 * How each key of `Source` is exported. The compiler rejects a table with a missing key, so no key of a launch file is lost silently.
 */
export type KeyTable<Source, Context> = {
  readonly [Key in keyof Required<Source>]: CarryKey<NonNullable<Source[Key]>, Context>;
};

/** Returns the exported keys of a value. If the value cannot be expressed, reports that and returns no keys. */
type CarryKey<Value, Context> = (value: Value, context: Context & KeyReport) => Fields;

/** Reports problems with the key that is being exported. */
export interface KeyReport {
  /** The name of the key. */
  readonly key: string;
  /** Reports that the key, or a part of it, is not exported. */
  lose(meaning: string): void;
}

/** Exports all keys of a source in the order of the table. */
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

/** Reports a key that the other tool does not support. */
export function lost(meaning: string): (value: unknown, report: KeyReport) => Fields {
  return (_, {lose}) => {
    lose(meaning);
    return {};
  };
}

/** For keys that are exported together with other keys, or that have no meaning outside bottle. */
export const handledElsewhere = (): Fields => ({});
