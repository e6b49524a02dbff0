import type {PlaceSource} from '../schema/places.ts';

/** A feature of a task that its place does not support. */
export interface PlaceProblem {
  /** The location of the problem, as a path inside the task. */
  readonly key: readonly string[];
  readonly message: string;
}

/** A place that a launch file defines. */
export interface NamedPlace<Source = PlaceSource> {
  readonly name: string;
  readonly source: Source;
}
