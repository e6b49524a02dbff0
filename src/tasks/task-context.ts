import type {TaskChannel} from '../channels/channel.ts';
import type {ProcessOwner} from '../processes/task-processes.ts';
import type {Place} from '../places/place.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {ProbeTarget} from '../probes/subject.ts';
import type {TaskSource} from '../schema/launch-file.ts';
import type {Command} from '../schema/values.ts';
import type {Values, ValueSource} from '../values/value-source.ts';
import type {DeferredCommand} from '../vocabulary/deferred-command.ts';
import type {Exit} from '../vocabulary/failure.ts';
import type {TaskName, RunId} from '../vocabulary/ids.ts';
import type {FilePosition} from '../vocabulary/line-index.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';
import type {Services} from './services.ts';

/** The name of an output (`ip`), with dots for nested ones (`log.port`). */
export type OutputName = string;

/** The context of a task while it starts. */
export interface UpContext extends PlaceContext {
  /** The number of this attempt, from 1. */
  readonly attempt: number;
  /** Its outputs at its last start in this run, if its results were kept and must be created again. */
  readonly last?: Readonly<Record<OutputName, string>>;
  /** Variables that the run adds for its program, such as its trace context; `env` has them, and those of the file win. */
  readonly runVariables: Readonly<Record<string, string>>;
  /** The variables of the task's own `env_file`. */
  readonly envFile: Readonly<Record<string, string>>;
  /** The locations of the entries of the `env_file` in its kind's own map. */
  readonly envFilesAt?: readonly FilePosition[];
  /** A variable of the environment that `${{ env.NAME }}` reads; `undefined` if it is not set. */
  variable(name: string): string | undefined;
  /** Whether its place is one that the file defines, and not `local`. */
  readonly isPlaced: boolean;
  /** The place where its things are. @throws TaskError if it does not respond */
  place(): Promise<Place>;
  /** The exec channel of another task, one that `impliedNeeds` names with `outputs: 'channel'`. */
  channelOf(task: string): TaskChannel;
  /** The containers that join the network of this one: the others of its pod. */
  podSiblings(): readonly PodSiblingTask[];
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
   * Records a command of the task for its teardown, with the current values of its references. @param place with
   * `env`, the command has only these variables, not those of host commands
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
export interface PodSiblingTask {
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
  /** Whether a dependent task has leftovers that may still use this one. */
  readonly isStillUsed: boolean;
  /** Aborted to skip grace periods. */
  readonly force: AbortSignal;
  /** When `force` will be aborted, on the clock, if `stop_timeout` shortens grace periods. Absent, `undefined`: nothing does. */
  readonly forcedAt?: () => number | undefined;
  /** Aborted when `stop_timeout` leaves no time even to kill and remove: everything that still exists is a leftover. */
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
