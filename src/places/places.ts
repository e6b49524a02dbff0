import type {TaskChannel} from '../channels/channel.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {Place} from './place.ts';
import type {NamedPlace} from './place-problem.ts';
import type {PlacedRecord} from './placed-record.ts';

/** All places. Each is loaded and contacted only when a task needs it. */
export interface Places {
  /** A place in the launch file, or `local` for `undefined`. @throws TaskError if it does not respond */
  at(place: NamedPlace | undefined, task: TaskName): Promise<Place>;
  /**
   * Removes objects from the places in their records, regardless of the places in the launch file. Containers are
   * removed first, since they may use networks and volumes. Objects that are gone, or belong to another run, count as
   * removed. Never rejects.
   * @returns what could not be removed
   */
  remove(made: readonly PlacedRecord[], context: RemovalContext): Promise<readonly Leftover[]>;
}

/** Inputs of a removal, which may run in a different process from the one that created the objects. */
export interface RemovalContext {
  readonly task: TaskName;
  /** Aborted to skip grace periods. */
  readonly force: AbortSignal;
  /** The time at which `force` will be aborted, on the clock, if known. */
  readonly forcedAt?: (() => number | undefined) | undefined;
  /** Aborted when the time is up; everything that still exists is left over. */
  readonly expired: AbortSignal;
  readonly services: {readonly clock: Clock};
  report(doing: string): void;
  /** Called for a running container before its stop signal. `signal` is aborted when its grace period is over. */
  beforeStop?(record: PlacedRecord, channel: TaskChannel, signal: AbortSignal): Promise<void>;
}
