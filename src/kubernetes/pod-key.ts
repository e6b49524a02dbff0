import type {PodParts} from './pod-parts.ts';

/**
 * The conversion of a container key to fields of a pod. Both `bottle check` and the start of a container use it, so
 * that they cannot disagree on what is supported.
 */
export type PodKey<Value> =
  /** A cluster has no equivalent, whatever the value. */
  | {readonly cannot: string}
  /** Returns the fields, or the problem of this value. */
  | ((value: Value) => PodParts | string);

/** An entry for each key; a missing one is a compile error. */
export type PodKeys<Source> = {readonly [Key in keyof Required<Source>]: PodKey<NonNullable<Source[Key]>>};

/** Marks a key that pods do not support, with an alternative. */
export function cannot(instead: string): {readonly cannot: string} {
  return {cannot: instead};
}
