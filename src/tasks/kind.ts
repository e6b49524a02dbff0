import type {AfterEnd} from '../lifecycle/restart-policy.ts';
import type {Place} from '../places/place.ts';
import type {Endpoint, ProbeTargetName} from '../probes/subject.ts';
import type {TaskSource} from '../schema/launch-file.ts';
import type {Values} from '../values/value-source.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {RunId} from '../vocabulary/ids.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';
import type {Services} from './services.ts';
import type {ChannelKind} from './channel-kind.ts';
import type {OutputName, UpContext, Up, DownContext} from './task-context.ts';

/** The key of a kind in a task: `run`, `serve`, … */
export type KindName =
  | 'run'
  | 'serve'
  | 'container'
  | 'network'
  | 'volume'
  | 'image'
  | 'machine'
  | 'exec'
  | 'copy'
  | 'wait'
  | 'alias'
  | 'certificate';

/** Whether a task ends by itself, or stays up until it is stopped. */
export type Lifetime = 'oneshot' | 'service';

/** How a task of a kind is written. */
export type SourceOf<Name extends KindName> = Extract<TaskSource, Record<Name, unknown>>;

/**
 * A kind of task: everything that bottle knows about it. To add one, change its file, the registry and the schema.
 *
 * `Spec` is the result of `resolve`: the task with plain values, without references.
 */
export interface Kind<Name extends KindName = KindName, Spec = unknown> {
  readonly name: Name;
  /** Whether the task is over when `up` is, or stays up until `down`. */
  lifetime(source: SourceOf<Name>): Lifetime;
  /** Whether the task keeps the run from ending while it is up. */
  keepsRunAlive(source: SourceOf<Name>): boolean;
  /** The files that the task reads and creates, as far as its own keys declare them. Absent: unknown. */
  files?(source: SourceOf<Name>): KindFiles;
  /** Whether a task of this kind leaves something to tear down though it ends. Absent: no. */
  leavesThings?(source: SourceOf<Name>): boolean;
  /**
   * The maximum duration of `up` in milliseconds, if the kind itself limits it; work of a moment on this machine
   * counts as 0. Absent: only the task's `timeout` limits it.
   */
  longestUpMs?(source: SourceOf<Name>): number;
  /** How long a task of this kind may take to stop by itself before it is killed, in milliseconds. Absent: it needs no time. */
  graceMs?(source: SourceOf<Name>): number;
  /** Whether the task gets the terminal; the run ends when all such tasks have ended. Absent: never. */
  isInteractive?(source: SourceOf<Name>): boolean;
  /**
   * Starts requests whose results `up` needs and that do not depend on needs; called once at the start of a run with such a
   * task. It creates and reports nothing: `up` reports errors. Absent: there is nothing to prefetch.
   */
  prefetch?(services: Services): void;
  /**
   * The part of `up` that does not depend on the needs of the task and leaves only a cache behind, such as an image:
   * done while the task waits for its needs. `undefined` if this task has none. Absent: no task has one.
   */
  ahead?(source: SourceOf<Name>, values: Values): AheadWork | undefined;
  /** The targets that the probes of its tasks can use. */
  readonly probeTargets: readonly ProbeTargetName[];
  /** Those of them that the probes of this task can use. Absent: all. */
  probeTargetsOf?(source: SourceOf<Name>): readonly ProbeTargetName[];
  /**
   * The address at which a port of the task is reached. If present, only processes of the task, or of tasks that it
   * needs, may listen where its `port` and `http` probes connect to, and nothing may listen there before `up`.
   * Absent: any process may.
   */
  listensAt?(port: number): Endpoint;
  /** The outputs that tasks can read, as far as the file defines them. */
  outputs(source: SourceOf<Name>): readonly OutputName[];
  /** Needs that the task's own keys imply. */
  impliedNeeds(source: SourceOf<Name>): readonly ImpliedNeed[];
  /** Errors that the schema cannot express; `key` is their location, as a path inside the task. */
  validate(source: SourceOf<Name>, tasks: TaskLookup): readonly KindProblem[];
  /** The exec channel of the created object, if it has one. Absent if the kind never has one. */
  readonly channel?: ChannelKind;
  /** The action of the task in one line, for a plan. */
  summary(source: SourceOf<Name>, values: Values): string;
  /** The task as written, with its references resolved. */
  resolve(source: SourceOf<Name>, values: Values): Spec;
  /**
   * Runs or starts the task. Resolves when the command has succeeded (`oneshot`) or the service has been started (`service`; it is probed
   * afterwards). Rejects soon after `context.signal` is aborted; what was created by then is in the journal.
   * @throws TaskError for what can go wrong; anything else is a bug.
   */
  up(spec: Spec, context: UpContext): Promise<Up>;
  /** The effect of an unexpected exit of a task that is ready. Absent: it fails the run. */
  afterEnd?(source: SourceOf<Name>): AfterEnd;
  /**
   * Whether the result of a task of this kind is kept, with its outputs, when the task is stopped while the run
   * continues: its next start reuses it. Absent: no.
   */
  readonly isReused?: boolean;
  /** The maximum number of attempts after such a failure. `undefined`, or absent: that of its `retry`, otherwise 1. */
  maxAttempts?(source: SourceOf<Name>, failure: TaskFailure): number | undefined;
  /**
   * Removes the things in `made`, using these records alone; a thing that no longer exists counts as removed.
   * Bounded in time, and by `context.expired`. Returns what it could not remove.
   */
  down(made: readonly MadeRecord[], context: DownContext): Promise<readonly Leftover[]>;
  /**
   * Removes objects that dead runs of the same file left without a journal record at a place. Called before the first task of such a
   * kind at that place starts, and after all have stopped; kinds that share the function share the call. Absent: there are none.
   */
  readonly removeOrphans?: (context: OrphanContext) => Promise<readonly Orphans[]>;
  /** Whether such objects may also be at `local`. Default: yes. */
  readonly hasOrphansAtLocal?: boolean;
}

/** Files of a task, as written: references are unresolved. */
export interface KindFiles {
  /** The folder that all globs of the task are relative to, relative to that of the launch file. */
  readonly cwd: string;
  /** Globs of the files that it reads: if they are unchanged, it has nothing to do. */
  readonly sources: readonly string[];
  /** Globs of the files that it creates: these and its outputs are all that dependents see of it. Absent: that is not known. */
  readonly generates?: readonly string[];
}

/** Work for a task before its needs are met. */
export interface AheadWork {
  /** In one line: "pull redis:7". */
  readonly summary: string;
  /**
   * Rejects soon after `signal` fires. If it fails, `up` does the work itself and reports the error. @returns the
   * result for `up`, see {@link UpContext.ahead}
   */
  run(context: AheadContext): Promise<string | undefined>;
}

/** The context of such work. */
export type AheadContext = Pick<UpContext, 'task' | 'signal' | 'report' | 'place'>;

/** A problem of a task that its kind reports. */
export interface KindProblem {
  /** The location to report, as a path inside the task. */
  readonly key: readonly string[];
  readonly message: string;
}

/** Inputs of the search for orphans: objects outside of bottle's state, with these names. */
export interface OrphanContext extends Pick<
  DownContext,
  'task' | 'force' | 'forcedAt' | 'expired' | 'report' | 'services'
> {
  /** The launch file, absolute. */
  readonly file: string;
  /** See {@link RunFacts.state}. */
  readonly state: string;
  /** The place to look at. */
  place(): Promise<Place>;
  /** Whether a run has no journal that its objects could be cleaned up from. */
  isGone(run: RunId): Promise<boolean>;
}

/** A leftover of a dead run. */
export interface Orphans {
  readonly run: RunId;
  /** How many things it had left, those that could not be removed included. */
  readonly removed: number;
  readonly leftovers: readonly Leftover[];
}

/** A key of a task that names another task, and the outputs of that task that it uses. */
export interface ImpliedNeed {
  readonly key: string;
  readonly task: string;
  /** The outputs it uses; `channel` means those that the other task's channel is opened from. */
  readonly outputs: readonly OutputName[] | 'channel';
}

/** The source of another task, for checks between tasks (a leaf's issuer must be an authority). */
export type TaskLookup = (name: string) => TaskSource | undefined;
