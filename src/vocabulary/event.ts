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

/** An event of a task of the run itself. */
export type TaskEvent = Exclude<
  Extract<RunEvent, {readonly task: TaskName}>,
  {readonly type: 'dead-run-warned'}
>;

export type RunEventBody =
  | {
      readonly type: 'run-started';
      /** The version of the event format; it rises when a key or an event is renamed or removed. */
      readonly version: typeof EVENT_VERSION;
      readonly run: RunId;
      /** Of the launch. */
      readonly name: string;
      /** Of the run, unique among live runs. */
      readonly runName: string;
      /** The launch file, absolute. */
      readonly file: string;
      /** The time in UTC, `2026-11-28T18:05:53.123Z`. */
      readonly startedAt: string;
      /** Of the run's own process. */
      readonly pid: number;
      /** Whether the run has no terminal (`--detach`). */
      readonly detached: boolean;
      /** How many tasks may be starting at the same time. */
      readonly jobs: number;
      /** The version of bottle. */
      readonly bottle: string;
      readonly tasks: readonly PlannedTask[];
    }
  /** More tasks of the launch file are part of the run from now on, stopped at first. */
  | {readonly type: 'tasks-joined'; readonly tasks: readonly PlannedTask[]}
  | {readonly type: 'run-warned'; readonly warning: string}
  /** The run has lost its heartbeat; if that cannot be `recovered`, the run ends. */
  | {readonly type: 'heartbeat-lost'; readonly why: string; readonly recovered: boolean}
  | {readonly type: 'dead-run-found'; readonly run: RunId; readonly file: string; readonly sameFile: boolean}
  /** A dead run that this bottle cannot tear down, because a newer one created it. */
  | {
      readonly type: 'dead-run-kept';
      readonly run: RunId;
      readonly file?: string;
      /** The version of bottle that created it. */
      readonly bottle?: string;
      /** The unknown parts: "record `undo`". */
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
      /** How many of its tasks have nothing left. */
      readonly removed: number;
      readonly leftovers: readonly Leftover[];
    }
  /** A task cannot start yet; at first each one waits for its needs. For a slot or orphans it waits once its needs are met. */
  | {readonly type: 'task-waiting'; readonly task: TaskName; readonly for: AwaitedThing}
  | {
      readonly type: 'task-started';
      readonly task: TaskName;
      /** From 1; restarts count on. */
      readonly attempt: number;
      readonly cause: StartCause;
    }
  /** Its command, container or machine has started. */
  | {readonly type: 'task-running'; readonly task: TaskName}
  | {readonly type: 'task-probing'; readonly task: TaskName}
  | {readonly type: 'task-progressed'; readonly task: TaskName; readonly doing: string}
  | {readonly type: 'task-warned'; readonly task: TaskName; readonly warning: string}
  | {
      readonly type: 'task-output';
      readonly task: TaskName;
      /** `console`: of a machine, kept for troubleshooting. */
      readonly stream: OutputStream;
      readonly line: string;
    }
  | {
      readonly type: 'probe-started';
      readonly task: TaskName;
      readonly probe: string;
      /** Where it asks, if it opens a connection: `http://127.0.0.1:3000/health`, `tcp://127.0.0.1:5432`. */
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
      /** The limit; absent if there is none. */
      readonly attempts?: number;
      readonly failure: TaskFailure;
    }
  | {
      readonly type: 'task-failed';
      readonly task: TaskName;
      readonly failure: TaskFailure;
      readonly elapsedMs: number;
      /** Whether it may fail (`allow_failure`); the run then continues. */
      readonly allowed: boolean;
    }
  | {readonly type: 'task-cancelled'; readonly task: TaskName; readonly because: string}
  | {
      readonly type: 'service-ended';
      readonly task: TaskName;
      readonly exit: Exit;
      /** `allowed`: it has failed, and may. */
      readonly then: 'ignored' | 'restarted' | 'failed' | 'allowed';
      /** If it has failed. */
      readonly failure?: TaskFailure;
    }
  /** The result of a liveness probe is another one than before. */
  | {
      readonly type: 'liveness-changed';
      readonly task: TaskName;
      readonly probe: string;
      readonly healthy: boolean;
      /** How often it failed in a row. */
      readonly failures: number;
      readonly lastSeen: string;
    }
  | {readonly type: 'terminal-taken'; readonly task: TaskName}
  | {readonly type: 'terminal-released'; readonly task: TaskName}
  /** Again each time everything is ready after a change. */
  | {readonly type: 'run-ready'; readonly elapsedMs: number; readonly running: readonly TaskName[]}
  | {
      readonly type: 'run-interrupted';
      readonly signal: string;
      /** Absent if it was a real signal. */
      readonly because?: InterruptCause;
    }
  /** Another process sent a request: `bottle restart web`. Without tasks it applies to the whole run. */
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
  /** Added by a view if its reader was too slow or gone: the number of lines of output that were not shown. The logs contain them. */
  | {readonly type: 'output-dropped'; readonly lines: number}
  | {
      readonly type: 'run-ended';
      /** `died`: its process was killed, and another one has torn it down. */
      readonly reason: string;
      /** The signal that interrupted it. */
      readonly signal?: string;
      /** The exit code of the task that ended it. */
      readonly code?: number;
      /** The exit code of `bottle run`, unless it loses some of its own output. */
      readonly exitCode: number;
      readonly failures: number;
      readonly leftovers: number;
      /** The exit codes of the tasks that have exited by themselves. */
      readonly exits: Readonly<Record<string, number>>;
    };

/** Reason why a limit ends a run: its time is over (`--ttl`), or the process that it belongs to is gone (`--with-pid`). */
export type InterruptCause =
  {readonly what: 'ttl'; readonly ttlMs: number} | {readonly what: 'process-gone'; readonly pid: number};

/** The version of the event format that this bottle writes. */
export const EVENT_VERSION = 2;

/**
 * Why a task cannot start: its needs are not met, orphans of a dead run may conflict with it, as many tasks as `jobs` allows are
 * starting, or a task that it needs restarts.
 */
export type AwaitedThing = 'needs' | 'orphans' | 'slot' | 'dependency';

/**
 * Why an attempt begins. `retry`: the last one failed; `restart`: the service has ended; `requested`: by `bottle start` or
 * `restart`; `dependency`: a task that it needs was restarted; `changed`: a file that it watches.
 */
export type StartCause = 'needs-met' | 'retry' | 'restart' | 'requested' | 'dependency' | 'changed';

/**
 * Why a task is stopped. `teardown`: the run ends; `failed`, `cancelled`: its remains are removed; `unhealthy`: a liveness
 * probe failed; the others as in {@link StartCause}.
 */
export type StopCause = 'teardown' | 'failed' | 'cancelled' | 'unhealthy' | Exclude<StartCause, 'needs-met'>;

/** Where a line of output came from. */
export type OutputStream = 'stdout' | 'stderr' | 'console';

/** A task as the run is going to treat it. */
export interface PlannedTask {
  readonly task: TaskName;
  readonly kind: string;
  /** One for each reason: a task may be needed for several. */
  readonly needs: readonly PlannedNeed[];
}

/** A task that another one needs, how far it must have come, and the origin of the need, as in plans. */
export interface PlannedNeed {
  readonly task: TaskName;
  readonly condition: 'started' | 'ready' | 'ended';
  readonly origin: 'needs' | 'reference' | 'key';
  /** The origin as text: `needs`, `${{ tasks.db.pid }}`, `issuer`. */
  readonly text: string;
}
