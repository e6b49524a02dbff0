import type {AfterEnd} from '../lifecycle/restart-policy.ts';
import type {Place} from '../places/place.ts';
import type {Endpoint, ProbeTargetName} from '../probes/subject.ts';
import type {TaskSource} from '../schema/launch-file.ts';
import type {Values} from '../values/value-source.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {RunId} from '../vocabulary/ids.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';
import type {EarlyRequest} from '../processes/early-launches.ts';
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

/** Whether a task ends on its own or stays up until it is stopped. */
export type Lifetime = 'oneshot' | 'service';

/** The source of a task of one kind. */
export type SourceOf<Name extends KindName> = Extract<TaskSource, Record<Name, unknown>>;

/**
 * A kind of task. To add a kind, add its file and an entry in the registry and in the schema.
 *
 * `Spec` is the result of `resolve`: the task with plain values instead of references.
 */
export interface Kind<Name extends KindName = KindName, Spec = unknown> {
  readonly name: Name;
  /** Whether the task ends with `up` or stays up until `down`. */
  lifetime(source: SourceOf<Name>): Lifetime;
  /** Whether the run continues while the task is up. */
  keepsRunAlive(source: SourceOf<Name>): boolean;
  /** The files that the task reads and creates, as declared by its keys. If missing, they are unknown. */
  files?(source: SourceOf<Name>): KindFiles;
  /** Whether a oneshot has resources to remove in the teardown. If missing, it has none. */
  leavesResources?(source: SourceOf<Name>): boolean;
  /**
   * The maximum duration of `up` in milliseconds, if the kind limits it. Short local work counts as 0. If missing, only the task's
   * `timeout` limits it.
   */
  longestUpMs?(source: SourceOf<Name>): number;
  /** The grace period in milliseconds before a task is killed. If missing, tasks need no time to stop. */
  graceMs?(source: SourceOf<Name>): number;
  /** Whether the task uses the terminal. The run ends when all such tasks have ended. If missing, no task does. */
  isInteractive?(source: SourceOf<Name>): boolean;
  /**
   * Starts requests whose results `up` will need and that do not depend on other tasks. Called once at the start of a run with such a
   * task. Creates nothing, and leaves errors to be reported by `up`. If missing, there is nothing to prefetch.
   */
  prefetch?(services: Services): void;
  /**
   * The part of `up` that does not depend on the task's needs and only fills a cache, such as pulling an image. It is done while the
   * task waits for its needs. `undefined` if there is none for this task. If missing, there is none for any task.
   */
  ahead?(source: SourceOf<Name>, values: Values): AheadWork | undefined;
  /**
   * The command that `up` is certain to launch first. It is started up to its gate while the task's needs are in progress. `undefined`
   * if this task has none. If missing, no task has one.
   */
  firstCommand?(spec: Spec, context: FirstCommandContext): EarlyRequest | undefined;
  /** The targets available to the probes of its tasks. */
  readonly probeTargets: readonly ProbeTargetName[];
  /** The targets available to the probes of this task. If missing, all of `probeTargets`. */
  probeTargetsOf?(source: SourceOf<Name>): readonly ProbeTargetName[];
  /**
   * The address for reaching a port of the task. If present, only processes of the task or of its dependencies may listen at the
   * addresses of its `port` and `http` probes, and nothing may listen there before `up`. If missing, any process may listen there.
   */
  listensAt?(port: number): Endpoint;
  /** The outputs that tasks can read, if they are known from the file. */
  outputs(source: SourceOf<Name>): readonly OutputName[];
  /** Needs that the task's own keys imply. */
  impliedNeeds(source: SourceOf<Name>): readonly ImpliedNeed[];
  /** Finds errors that the schema cannot express. `key` is the location as a path inside the task. */
  validate(source: SourceOf<Name>, tasks: TaskLookup): readonly KindProblem[];
  /** The exec channel of the created container or machine, if the kind has one. */
  readonly channel?: ChannelKind;
  /** Describes the action of the task in one line, for a plan. */
  summary(source: SourceOf<Name>, values: Values): string;
  /** Resolves the references of a task. */
  resolve(source: SourceOf<Name>, values: Values): Spec;
  /**
   * Runs or starts the task. Resolves when the command has succeeded (`oneshot`) or the service has been started (`service`). Probes
   * run afterwards. Rejects soon after `context.signal` is aborted. Everything created by then is in the journal.
   * @throws TaskError for expected failures; any other error is a bug
   */
  up(spec: Spec, context: UpContext): Promise<Up>;
  /** The effect of an unexpected exit of a ready task. If missing, it fails the run. */
  afterEnd?(source: SourceOf<Name>): AfterEnd;
  /**
   * Whether the result and the outputs of a task are kept when it is stopped while the run continues, so that its next start reuses
   * them. Default: `false`.
   */
  readonly isReused?: boolean;
  /** The maximum number of attempts after this failure. If `undefined` or missing, the task's `retry` applies, or else 1. */
  maxAttempts?(source: SourceOf<Name>, failure: TaskFailure): number | undefined;
  /**
   * Removes the resources in `made`, using only these records. A resource that no longer exists counts as removed. Always ends within
   * a limited time, and soon after `context.expired` fires. Returns the leftovers.
   */
  down(made: readonly MadeRecord[], context: DownContext): Promise<readonly Leftover[]>;
  /**
   * Does the same with as little work as possible if that takes only a moment, for hundreds of tasks that stop together. Resolves with
   * whether nothing is left; otherwise `down` continues, see {@link DownContext.askedAt}. `undefined` or missing if the resources cannot
   * be removed like this.
   */
  readonly quickDown?: (
    made: readonly MadeRecord[],
    context: QuickDownContext,
  ) => Promise<boolean> | undefined;
  /**
   * Removes orphans at a place: objects of dead runs of the same file that have no journal record. Called before the first task of
   * this kind at the place starts, and after all have stopped. Kinds that share the function share the call. If missing, there are no
   * orphans.
   */
  readonly removeOrphans?: (context: OrphanContext) => Promise<readonly Orphans[]>;
  /** Whether orphans may also be at `local`. Default: `true`. */
  readonly hasOrphansAtLocal?: boolean;
}

/** The context of a {@link Kind.quickDown}. */
export interface QuickDownContext extends Pick<DownContext, 'force'> {
  readonly services: Pick<Services, 'clock' | 'processEnds'>;
  /** The maximum duration, in milliseconds. */
  readonly mostMs: number;
}

/** The files of a task, with unresolved references. */
export interface KindFiles {
  /** The base folder of the globs, relative to the launch file's folder. */
  readonly cwd: string;
  /** Globs of the files that the task reads. If the files are unchanged, the task has nothing to do. */
  readonly sources: readonly string[];
  /**
   * Globs of the files that the task creates. Together with its outputs, they are everything that dependents see of the task. If
   * missing, this is unknown.
   */
  readonly generates?: readonly string[];
}

/** The context of a {@link Kind.firstCommand}. */
export type FirstCommandContext = Pick<UpContext, 'task' | 'run' | 'file' | 'env'>;

/** Work done for a task before its needs are met. */
export interface AheadWork {
  /** Describes the work in one line: "pull redis:7". */
  readonly summary: string;
  /**
   * Rejects soon after `signal` fires. If it fails, `up` does the work itself and reports any error.
   * @returns the result for `up`, see {@link UpContext.ahead}
   */
  run(context: AheadContext): Promise<string | undefined>;
}

/** The context of an {@link AheadWork}. */
export type AheadContext = Pick<UpContext, 'task' | 'signal' | 'report' | 'place'>;

/** A problem of a task, reported by its kind. */
export interface KindProblem {
  /** The location to report, as a path inside the task. */
  readonly key: readonly string[];
  readonly message: string;
}

/** Inputs of the search for orphans. */
export interface OrphanContext extends Pick<
  DownContext,
  'task' | 'force' | 'forcedAt' | 'expired' | 'report' | 'services'
> {
  /** The absolute path of the launch file. */
  readonly file: string;
  /** See {@link RunFacts.state}. */
  readonly state: string;
  /** The place to search. */
  place(): Promise<Place>;
  /** Whether a run has no journal, so only a search can find its objects. */
  isGone(run: RunId): Promise<boolean>;
}

/** The removed orphans of a dead run. */
export interface Orphans {
  readonly run: RunId;
  /** The number of orphans, including those that could not be removed. */
  readonly removed: number;
  readonly leftovers: readonly Leftover[];
}

/** A key of a task that names another task, and the outputs that it uses. */
export interface ImpliedNeed {
  readonly key: string;
  readonly task: string;
  /** The outputs that it uses. `channel` means the outputs needed to open the other task's channel. */
  readonly outputs: readonly OutputName[] | 'channel';
}

/** The source of another task, for checks between tasks (a leaf's issuer must be an authority). */
export type TaskLookup = (name: string) => TaskSource | undefined;
