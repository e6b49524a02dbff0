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

/** The name of an output (`ip`), with dots for nested names (`log.port`). */
export type OutputName = string;

/** The context of a task while it starts. */
export interface UpContext extends PlaceContext {
  /** The number of this attempt, from 1. */
  readonly attempt: number;
  /** The outputs of its last start in this run, if its results were kept but must now be replaced. */
  readonly last?: Readonly<Record<OutputName, string>>;
  /**
   * Variables that the run adds for the task's program, such as its trace context. They are included in `env`, where variables of the
   * file have precedence.
   */
  readonly runVariables: Readonly<Record<string, string>>;
  /** The variables of the task's own `env_file`. */
  readonly envFile: Readonly<Record<string, string>>;
  /** The locations of the `env_file` entries in the map of its kind. */
  readonly envFilesAt?: readonly FilePosition[];
  /** The value of `${{ env.NAME }}`; `undefined` if it is not set. */
  variable(name: string): string | undefined;
  /** Whether its place is defined in the file, and is not `local`. */
  readonly isPlaced: boolean;
  /** The place for its resources. @throws TaskError if the place does not respond */
  place(): Promise<Place>;
  /** The exec channel of another task, which must be in `impliedNeeds` with `outputs: 'channel'`. */
  channelOf(task: string): TaskChannel;
  /** The other containers of its pod, which join the network of this one. */
  podSiblings(): readonly PodSiblingTask[];
  /** Waits until the terminal is free for this task's command. Resolves to a function that releases the terminal. */
  takeTerminal(): Promise<() => void>;
  /**
   * Reports that the command of a oneshot has started, for dependents with the condition `started`. Without this call, and for
   * services, this is reported when `up` resolves.
   */
  started(): void;
  /** Whether a string contains a secret and must not be stored on disk. */
  isSecret(text: string): boolean;
  /**
   * Captures a command for the teardown, with the current values of its references.
   * @param place if it has `env`, the command gets only these variables, and not the variables of host commands
   */
  defer(
    command: Command,
    place: Pick<DeferredCommand, 'shell' | 'cwd'> & Partial<Pick<DeferredCommand, 'env'>>,
  ): DeferredCommand;
  /** Replaces secrets in outputs with references, so that the outputs can be written to disk for a deferred command. */
  withoutSecrets(outputs: Readonly<Record<OutputName, string>>): Readonly<Record<OutputName, string>>;
  /** Masks the outputs that the task declares secret. Call it as soon as an output is known. */
  hideSecrets(outputs: Readonly<Record<OutputName, string>>): void;
  readonly services: Services;
}

/** A task of the same pod that has not started yet. */
export interface PodSiblingTask {
  readonly task: TaskName;
  readonly source: TaskSource;
  /** The values of its references that are already known. */
  readonly values: Values;
  readonly file: PlaceContext['file'];
}

/** The result of starting a task. */
export interface Up {
  readonly outputs: Readonly<Record<OutputName, string>>;
  /** The targets of probes. */
  readonly subject: ProbeTarget;
  /** Resolves if the service exits without being stopped. Missing if it cannot exit. */
  readonly ended?: Promise<Exit>;
  /** Why there was nothing to do: "sources unchanged". */
  readonly unchanged?: string;
}

/** The context of a task's teardown, which may run in a different process than its start. */
export interface DownContext {
  readonly task: TaskName;
  /** The run that started the task. */
  readonly run: {
    readonly id: RunId;
    /** See {@link ProcessOwner.lastSeen}. */
    readonly lastSeen: ProcessOwner['lastSeen'];
  };
  /** Whether a dependent has leftovers that may still use this task. */
  readonly isStillUsed: boolean;
  /** The clock time when a `quickDown` asked the task to stop, if there was one. */
  readonly askedAt?: number;
  /** Aborted to skip grace periods. */
  readonly force: AbortSignal;
  /** The clock time when `force` will be aborted, if `stop_timeout` shortens grace periods; otherwise `undefined` or missing. */
  readonly forcedAt?: () => number | undefined;
  /** Aborted when `stop_timeout` leaves no time even to kill and remove. Everything that still exists is a leftover. */
  readonly expired: AbortSignal;
  report(doing: string): void;
  /** Reports a problem to the user. */
  warn(warning: string): void;
  readonly services: Services;
  /** The environment of host commands: the environment of this process, with the task's mark. */
  readonly env: Readonly<Record<string, string>>;
  /** The values of references, if this process ran the task. */
  readonly scope?: ValueSource;
  /** Like {@link UpContext}'s `record`, for commands of the teardown. */
  record(made: MadeRecord): Promise<void>;
  forget(made: MadeRecord): Promise<void>;
}
