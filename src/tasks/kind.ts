import type {AfterEnd} from '../lifecycle/restart-policy.ts';
import type {TaskChannel} from '../channels/channel.ts';
import type {ProcessOwner} from '../processes/task-processes.ts';
import type {Place} from '../places/place.ts';
import type {NamedPlace} from '../places/place-problem.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {Endpoint, ProbeTargetName, ProbeTarget} from '../probes/subject.ts';
import type {TaskSource} from '../schema/launch-file.ts';
import type {Command} from '../schema/values.ts';
import type {Values, ValueSource} from '../values/value-source.ts';
import type {DeferredCommand} from '../vocabulary/deferred-command.ts';
import type {Exit, TaskFailure} from '../vocabulary/failure.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {TaskName, RunId} from '../vocabulary/ids.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';
import type {Services} from './services.ts';

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
 * A kind of task: everything bottle knows about it. Adding one touches its file, the registry and the schema.
 *
 * `Spec` is what `resolve` makes of the task as written: plain values, nothing left to look up.
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
   * How long `up` may take at most, in milliseconds, where the kind itself sees to that; a moment's work on this machine
   * counts as none. Absent: only the task's `timeout` bounds it.
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
   * The part of `up` that needs nothing of the task's needs and leaves only a cache behind, such as an image: done while the task
   * waits for its needs. `undefined` if this task has none. Absent: none has.
   */
  ahead?(source: SourceOf<Name>, values: Values): AheadWork | undefined;
  /** The targets that the probes of its tasks can use. */
  readonly probeTargets: readonly ProbeTargetName[];
  /** Those of them that the probes of this task can use. Absent: all. */
  probeTargetsOf?(source: SourceOf<Name>): readonly ProbeTargetName[];
  /**
   * Where a port of the task is reached. With it the task's processes must be the ones that listen where its `port` and `http`
   * probes connect to, or those of tasks that it needs; nothing may listen there before `up`. Absent: anyone may.
   */
  listensAt?(port: number): Endpoint;
  /** The outputs that tasks can read, as far as the file defines them. */
  outputs(source: SourceOf<Name>): readonly OutputName[];
  /** Needs that the task's own keys imply. */
  impliedNeeds(source: SourceOf<Name>): readonly ImpliedNeed[];
  /** Mistakes that the schema cannot express; `key` is where to point at, as a path inside the task. */
  validate(source: SourceOf<Name>, tasks: TaskLookup): readonly KindProblem[];
  /** The exec channel of the created object, if it has one. Absent: there is none. */
  readonly channel?: ChannelKind;
  /** One line for a plan: what the task will do. */
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
   * Whether what a task of this kind made is kept, with its outputs, when it is stopped while the run continues: its next start uses
   * it again. Absent: no.
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
   * Ends soon after `signal` fires, by rejecting; whatever goes wrong, `up` does the work itself and reports the error.
   * @returns what `up` can use of it, see {@link UpContext.ahead}
   */
  run(context: AheadContext): Promise<string | undefined>;
}

/** The context of such work. */
export type AheadContext = Pick<UpContext, 'task' | 'signal' | 'report' | 'place'>;

/** A problem of a task that its kind reports. */
export interface KindProblem {
  /** Where to point, as a path inside the task. */
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

/** How the exec channel of a task is opened, from its outputs alone: so a step inside it can be tried by itself. */
export interface ChannelKind {
  /** The outputs that it takes at least. */
  readonly outputs: readonly OutputName[];
  open(way: ChannelTarget, services: ChannelServices): TaskChannel;
}

/** The services that channels use. */
export type ChannelServices = Pick<Services, 'places' | 'smolvm'>;

/** Inputs for opening a channel: who asks, and the container or machine. */
export interface ChannelTarget {
  /** The task that asks, for failures. */
  readonly task: TaskName;
  /** The other task, as written. */
  readonly source: TaskSource;
  /** Its place; absent for `local`. */
  readonly place?: NamedPlace | undefined;
  /** Its outputs, as far as they are there. */
  readonly outputs: Readonly<Record<OutputName, string>>;
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

/** The name of an output (`ip`), with dots for nested ones (`log.port`). */
export type OutputName = string;

/** The context of a task while it starts. */
export interface UpContext extends PlaceContext {
  /** The number of this attempt, from 1. */
  readonly attempt: number;
  /** Its outputs at its last start in this run, if its results were kept and are to be made anew. */
  readonly last?: Readonly<Record<OutputName, string>>;
  /** Variables that the run adds for its program, such as its trace context; `env` has them, and those of the file win. */
  readonly runVariables: Readonly<Record<string, string>>;
  /** The variables of the task's own `env_file`. */
  readonly envFile: Readonly<Record<string, string>>;
  /** A variable of the environment that `${{ env.NAME }}` reads; `undefined` if it is not set. */
  variable(name: string): string | undefined;
  /** Whether its place is one that the file defines, and not `local`. */
  readonly isPlaced: boolean;
  /** The place where its things are. @throws TaskError if it does not respond */
  place(): Promise<Place>;
  /** The exec channel of another task, one that `impliedNeeds` names with `outputs: 'channel'`. */
  channelOf(task: string): TaskChannel;
  /** The containers that join the network of this one: the others of its pod. */
  podMates(): readonly PodMateTask[];
  /** Waits until the terminal is free for this task's command. Resolves to the function that returns it. */
  takeTerminal(): Promise<() => void>;
  /**
   * Reports that the command of a oneshot task has started, for dependents with the condition `started`. Without this call, and for
   * services, that is reported once `up` has resolved.
   */
  started(): void;
  /** Whether a string contains a secret, and must not be stored on disk. */
  isSecret(text: string): boolean;
  /**
   * Notes a command of the task for its teardown, with what its references read now.
   * @param place with `env`, it has these variables alone, and not those of host commands
   */
  defer(
    command: Command,
    place: Pick<DeferredCommand, 'shell' | 'cwd'> & Partial<Pick<DeferredCommand, 'env'>>,
  ): DeferredCommand;
  /** Outputs as they may be kept on disk, for such a command. */
  withoutSecrets(outputs: Readonly<Record<OutputName, string>>): Readonly<Record<OutputName, string>>;
  /** Masks those of these outputs that the task declares secret; to be called as soon as an output is known. */
  hideSecrets(outputs: Readonly<Record<OutputName, string>>): void;
  readonly services: Services;
}

/** A task of the same pod, which has not started yet. */
export interface PodMateTask {
  readonly task: TaskName;
  readonly source: TaskSource;
  /** The values of its references, as far as they are known by now. */
  readonly values: Values;
  readonly file: PlaceContext['file'];
}

/** A task that has come up. */
export interface Up {
  readonly outputs: Readonly<Record<OutputName, string>>;
  /** The targets of probes. */
  readonly subject: ProbeTarget;
  /** Resolves if the service exits without being stopped; absent if it cannot exit. */
  readonly ended?: Promise<Exit>;
  /** Why there was nothing to do, if so: "sources unchanged". */
  readonly unchanged?: string;
}

/** The context of a task during its teardown, which may run in another process than the one that started it. */
export interface DownContext {
  readonly task: TaskName;
  /** The run that brought it up. */
  readonly run: {
    readonly id: RunId;
    /** See {@link ProcessOwner.lastSeen}. */
    readonly lastSeen: ProcessOwner['lastSeen'];
  };
  /** Whether a task that needs this one has left something behind, which may still use it. */
  readonly isStillUsed: boolean;
  /** Aborted to skip grace periods. */
  readonly force: AbortSignal;
  /** When `force` will be aborted, on the clock, if `stop_timeout` shortens grace periods. Absent, `undefined`: nothing does. */
  readonly forcedAt?: () => number | undefined;
  /** Aborted when `stop_timeout` leaves no more time, not even to kill and to remove: what is not gone by now is left over. */
  readonly expired: AbortSignal;
  report(doing: string): void;
  /** Reports a problem to the user. */
  warn(warning: string): void;
  readonly services: Services;
  /** The environment of host commands: that of this process, and the task's mark. */
  readonly env: Readonly<Record<string, string>>;
  /** The values of references, if this process ran the task. */
  readonly scope?: ValueSource;
  /** As in {@link UpContext}, for commands of the teardown. */
  record(made: MadeRecord): Promise<void>;
  forget(made: MadeRecord): Promise<void>;
}
