import type {PodParts} from './pod-parts.ts';

/**
 * The counterpart in a pod of a key of a container. Both the check of a file and the start of a container read it, so that what is refused
 * and what is made cannot differ.
 */
export type PodKey<Value> =
  /** A cluster has nothing like it, whatever the value. */
  | {readonly cannot: string}
  /** Returns the parts, or the problem of this value. */
  | ((value: Value) => PodParts | string);

/** A row for each key: one that is missing does not compile. */
export type PodKeys<Source> = {readonly [Key in keyof Required<Source>]: PodKey<NonNullable<Source[Key]>>};

/** That a pod does not have it, and what to do instead. */
export function cannot(instead: string): {readonly cannot: string} {
  return {cannot: instead};
}
