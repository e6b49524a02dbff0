import type {TaskChannel} from '../channels/channel.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {Place} from './place.ts';
import type {NamedPlace} from './place-problem.ts';
import type {PlacedRecord} from './placed-record.ts';

/** All places. Each is loaded and asked only when a task needs it. */
export interface Places {
  /** A place that a launch file defines; `undefined`: `local`. @throws TaskError if it does not respond */
  at(place: NamedPlace | undefined, task: TaskName): Promise<Place>;
  /**
   * Removes things at the places where their records say that they are, whichever places the launch file has: containers first, since
   * networks and volumes may be used by them. Things that are gone, or another run's, count as removed. Never rejects.
   * @returns what could not be removed
   */
  remove(made: readonly PlacedRecord[], context: RemovalContext): Promise<readonly Leftover[]>;
}

/** Inputs of a removal, which may happen in another process than the one that made the things. */
export interface RemovalContext {
  readonly task: TaskName;
  /** Aborted to skip grace periods. */
  readonly force: AbortSignal;
  /** When `force` will be aborted, on the clock, if that is known. */
  readonly forcedAt?: (() => number | undefined) | undefined;
  /** Aborted when no time is left: what is not gone by now is left over. */
  readonly expired: AbortSignal;
  readonly services: {readonly clock: Clock};
  report(doing: string): void;
  /** Called for a container that still runs, before its stop signal; `signal` fires when its grace is over. */
  beforeStop?(record: PlacedRecord, channel: TaskChannel, signal: AbortSignal): Promise<void>;
}
