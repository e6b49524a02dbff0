import type {Exit, TaskFailure} from './failure.ts';
import type {RunId, TaskName} from './ids.ts';
import type {Leftover} from './leftover.ts';

/**
 * An event, in the past tense: small, immutable, JSON-ready (`--format json` prints exactly these, one per line). `at` is
 * milliseconds since the start of the run.
 */
export type RunEvent = {readonly at: number} & RunEventBody;

/** The events of some types. */
export type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, {readonly type: Type}>;

/** An event of a task of this run, as opposed to a dead run. */
export type TaskEvent = Exclude<
  Extract<RunEvent, {readonly task: TaskName}>,
  {readonly type: 'dead-run-warned'}
>;

export type RunEventBody =
  | {
      readonly type: 'run-started';
      /** The version of the event format; it is incremented when a key or an event is renamed or removed. */
      readonly version: typeof EVENT_VERSION;
      readonly run: RunId;
      /** The name of the launch. */
      readonly name: string;
      /** The name of the run, unique among live runs. */
      readonly runName: string;
      /** The absolute path of the launch file. */
      readonly file: string;
      /** The time in UTC, `2026-11-28T18:05:53.123Z`. */
      readonly startedAt: string;
      /** The pid of the run's own process. */
      readonly pid: number;
      /** Whether the run has no terminal (`--detach`). */
      readonly detached: boolean;
      /** The maximum number of tasks starting at the same time. */
      readonly jobs: number;
      /** The version of bottle. */
      readonly bottle: string;
      readonly tasks: readonly PlannedTask[];
    }
  /** More tasks of the launch file have joined the run. They are stopped at first. */
  | {readonly type: 'tasks-joined'; readonly tasks: readonly PlannedTask[]}
  | {readonly type: 'run-warned'; readonly warning: string}
  /** The run has lost its heartbeat. If the heartbeat cannot be `recovered`, the run ends. */
  | {readonly type: 'heartbeat-lost'; readonly why: string; readonly recovered: boolean}
  | {readonly type: 'dead-run-found'; readonly run: RunId; readonly file: string; readonly sameFile: boolean}
  /** A dead run that this bottle cannot tear down, because a newer one created it. */
  | {
      readonly type: 'dead-run-kept';
      readonly run: RunId;
      readonly file?: string;
      /** The version of bottle that created it. */
      readonly bottle?: string;
      /** The parts that this bottle cannot read: "record `undo`". */
      readonly unknown: readonly string[];
    }
  | {
      readonly type: 'dead-run-warned';
      readonly run: RunId;
      readonly task: TaskName;
      readonly warning: string;
    }
  | {
      readonly type: 'dead-run-removed';
      readonly run: RunId;
      /** The number of its tasks without leftovers. */
      readonly removed: number;
      readonly leftovers: readonly Leftover[];
    }
  /** A task cannot start yet. Every task waits for its needs first, and only then for a slot or for orphans. */
  | {readonly type: 'task-waiting'; readonly task: TaskName; readonly for: AwaitedThing}
  | {
      readonly type: 'task-started';
      readonly task: TaskName;
      /** Counts from 1, including restarts. */
      readonly attempt: number;
      readonly cause: StartCause;
    }
  /** The command, container or machine of the task has started. */
  | {readonly type: 'task-running'; readonly task: TaskName}
  | {readonly type: 'task-probing'; readonly task: TaskName}
  | {readonly type: 'task-progressed'; readonly task: TaskName; readonly doing: string}
  | {readonly type: 'task-warned'; readonly task: TaskName; readonly warning: string}
  | {
      readonly type: 'task-output';
      readonly task: TaskName;
      /** `console`: the console of a machine, for troubleshooting. */
      readonly stream: OutputStream;
      readonly line: string;
    }
  | {
      readonly type: 'probe-started';
      readonly task: TaskName;
      readonly probe: string;
      /** The address that the probe connects to, if any: `http://127.0.0.1:3000/health`, `tcp://127.0.0.1:5432`. */
      readonly url?: string;
      readonly timeoutMs: number;
    }
  | {
      readonly type: 'probe-attempted';
      readonly task: TaskName;
      readonly probe: string;
      readonly attempt: number;
      readonly elapsedMs: number;
      readonly timeoutMs: number;
      readonly lastSeen: string;
    }
  | {
      readonly type: 'probe-passed';
      readonly task: TaskName;
      readonly probe: string;
      readonly attempts: number;
      readonly elapsedMs: number;
    }
  | {
      readonly type: 'task-ready';
      readonly task: TaskName;
      readonly outputs: Readonly<Record<string, string>>;
      readonly elapsedMs: number;
    }
  | {
      readonly type: 'task-done';
      readonly task: TaskName;
      readonly outputs: Readonly<Record<string, string>>;
      readonly elapsedMs: number;
      readonly because?: string;
    }
  | {readonly type: 'task-skipped'; readonly task: TaskName; readonly because: string}
  | {
      readonly type: 'task-retried';
      readonly task: TaskName;
      readonly attempt: number;
      /** The maximum number of attempts; absent if there is no limit. */
      readonly attempts?: number;
      readonly failure: TaskFailure;
    }
  | {
      readonly type: 'task-failed';
      readonly task: TaskName;
      readonly failure: TaskFailure;
      readonly elapsedMs: number;
      /** Whether the task may fail (`allow_failure`); the run then continues. */
      readonly allowed: boolean;
    }
  | {readonly type: 'task-cancelled'; readonly task: TaskName; readonly because: string}
  | {
      readonly type: 'service-ended';
      readonly task: TaskName;
      readonly exit: Exit;
      /** `allowed`: the task has failed and has `allow_failure`. */
      readonly then: 'ignored' | 'restarted' | 'failed' | 'allowed';
      /** Set if the task has failed. */
      readonly failure?: TaskFailure;
    }
  /** The result of a liveness probe has changed. */
  | {
      readonly type: 'liveness-changed';
      readonly task: TaskName;
      readonly probe: string;
      readonly healthy: boolean;
      /** The number of consecutive failures. */
      readonly failures: number;
      readonly lastSeen: string;
    }
  | {readonly type: 'terminal-taken'; readonly task: TaskName}
  | {readonly type: 'terminal-released'; readonly task: TaskName}
  /** Everything is ready. Emitted again after each change. */
  | {readonly type: 'run-ready'; readonly elapsedMs: number; readonly running: readonly TaskName[]}
  | {
      readonly type: 'run-interrupted';
      readonly signal: string;
      /** Absent if the run received a real signal. */
      readonly because?: InterruptCause;
    }
  /** Another process sent a request: `bottle restart web`. Without tasks, the request applies to the whole run. */
  | {
      readonly type: 'run-requested';
      readonly what: 'stop' | 'start' | 'restart' | 'down';
      readonly tasks: readonly TaskName[];
    }
  /** Files that a task watches have changed. */
  | {readonly type: 'watch-changed'; readonly task: TaskName; readonly files: readonly string[]}
  | {readonly type: 'teardown-started'; readonly tasks: readonly TaskName[]; readonly because: string}
  | {readonly type: 'teardown-forced'; readonly because: 'signal' | 'stop-timeout'}
  | {readonly type: 'task-stopping'; readonly task: TaskName; readonly cause: StopCause}
  | {readonly type: 'task-stop-progressed'; readonly task: TaskName; readonly doing: string}
  | {
      readonly type: 'task-stopped';
      readonly task: TaskName;
      readonly cause: StopCause;
      readonly elapsedMs: number;
    }
  | {readonly type: 'task-left-behind'; readonly task: TaskName; readonly leftovers: readonly Leftover[]}
  /** Added by a view whose reader was too slow or gone: the number of output lines that were not shown. The logs contain them. */
  | {readonly type: 'output-dropped'; readonly lines: number}
  | {
      readonly type: 'run-ended';
      /** `died`: the process of the run was killed, and another process has torn the run down. */
      readonly reason: string;
      /** The signal that interrupted the run. */
      readonly signal?: string;
      /** The exit code of the task that ended the run. */
      readonly code?: number;
      /** The exit code of `bottle run`, unless bottle loses some of its own output. */
      readonly exitCode: number;
      readonly failures: number;
      readonly leftovers: number;
      /** The exit codes of the tasks that exited on their own. */
      readonly exits: Readonly<Record<string, number>>;
    };

/** The limit that ended a run: its time to live has passed (`--ttl`), or the process that it belongs to is gone (`--with-pid`). */
export type InterruptCause =
  {readonly what: 'ttl'; readonly ttlMs: number} | {readonly what: 'process-gone'; readonly pid: number};

/** The version of the event format that this bottle writes. */
export const EVENT_VERSION = 2;

/**
 * Why a task cannot start: its needs are not met, orphans of a dead run may conflict with it, the `jobs` limit is reached, or a
 * task that it needs is restarting.
 */
export type AwaitedThing = 'needs' | 'orphans' | 'slot' | 'dependency';

/**
 * Why an attempt begins. `retry`: the last one failed; `restart`: the service has ended; `requested`: by `bottle start` or
 * `restart`; `dependency`: a task that it needs was restarted; `changed`: a file that it watches has changed.
 */
export type StartCause = 'needs-met' | 'retry' | 'restart' | 'requested' | 'dependency' | 'changed';

/**
 * Why a task is stopped. `teardown`: the run ends; `failed`, `cancelled`: its remains are removed; `unhealthy`: a liveness probe
 * failed. For other causes, see {@link StartCause}.
 */
export type StopCause = 'teardown' | 'failed' | 'cancelled' | 'unhealthy' | Exclude<StartCause, 'needs-met'>;

/** Where a line of output came from. */
export type OutputStream = 'stdout' | 'stderr' | 'console';

/** A task of the run. */
export interface PlannedTask {
  readonly task: TaskName;
  readonly kind: string;
  /** One entry for each reason; a task may be needed for several reasons. */
  readonly needs: readonly PlannedNeed[];
}

/** A needed task, the state that it must reach, and the origin of the need, as in plans. */
export interface PlannedNeed {
  readonly task: TaskName;
  readonly condition: 'started' | 'ready' | 'ended';
  readonly origin: 'needs' | 'reference' | 'key';
  /** The origin as text: `needs`, `${{ tasks.db.pid }}`, `issuer`. */
  readonly text: string;
}
