import type {PlaceSource} from '../schema/places.ts';

/** The name of the place that always exists: the Docker engine used by the `docker` command. */
export const LOCAL = 'local';

/** The places of a launch file, by name, without {@link LOCAL}. */
export type PlaceSources = Readonly<Record<string, PlaceSource>>;
