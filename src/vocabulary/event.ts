import type {Exit, TaskFailure} from './failure.ts';
import type {RunId, TaskName} from './ids.ts';
import type {Leftover} from './leftover.ts';

/**
 * An event, in the past tense: small, immutable, JSON-ready (`--format json` prints exactly these, one per line). `at` is
 * milliseconds since the start of the run.
 */
export type RunEvent = {readonly at: number} & RunEventBody;

export type RunEventBody =
  | {
      readonly type: 'run-started';
      /** The version of the event format; it rises when a key or an event is renamed or removed. */
      readonly version: 1;
      readonly run: RunId;
      readonly name: string;
      readonly file: string;
      readonly tasks: readonly PlannedTask[];
    }
  | {readonly type: 'run-warned'; readonly warning: string}
  /** The run has lost its heartbeat; if that cannot be `recovered`, the run ends. */
  | {readonly type: 'heartbeat-lost'; readonly why: string; readonly recovered: boolean}
  | {readonly type: 'dead-run-found'; readonly run: RunId; readonly file: string; readonly sameFile: boolean}
  /** A dead run that this bottle cannot tear down, since a newer one made it. */
  | {
      readonly type: 'dead-run-kept';
      readonly run: RunId;
      readonly file?: string;
      /** The version of bottle that made it. */
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
  | {readonly type: 'task-started'; readonly task: TaskName; readonly attempt: number}
  | {readonly type: 'task-progressed'; readonly task: TaskName; readonly doing: string}
  | {readonly type: 'task-warned'; readonly task: TaskName; readonly warning: string}
  | {
      readonly type: 'task-output';
      readonly task: TaskName;
      /** `console`: of a machine, kept for the case that something goes wrong. */
      readonly stream: OutputStream;
      readonly line: string;
    }
  | {
      readonly type: 'probe-started';
      readonly task: TaskName;
      readonly probe: string;
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
      readonly attempts: number;
      readonly failure: TaskFailure;
    }
  | {
      readonly type: 'task-failed';
      readonly task: TaskName;
      readonly failure: TaskFailure;
      readonly elapsedMs: number;
      /** Whether it may fail (`allow_failure`): the run goes on. */
      readonly allowed: boolean;
    }
  | {readonly type: 'task-cancelled'; readonly task: TaskName; readonly because: string}
  | {
      readonly type: 'service-ended';
      readonly task: TaskName;
      readonly exit: Exit;
      /** `allowed`: it has failed, and may. */
      readonly then: 'ignored' | 'restarted' | 'failed' | 'allowed';
    }
  | {readonly type: 'terminal-taken'; readonly task: TaskName}
  | {readonly type: 'terminal-released'; readonly task: TaskName}
  | {readonly type: 'run-ready'; readonly elapsedMs: number; readonly running: readonly TaskName[]}
  | {
      readonly type: 'run-interrupted';
      readonly signal: string;
      /** Absent if it was a real signal. */
      readonly because?: InterruptCause;
    }
  | {readonly type: 'teardown-started'; readonly tasks: readonly TaskName[]; readonly because: string}
  | {readonly type: 'teardown-forced'; readonly because: 'signal' | 'stop-timeout'}
  | {readonly type: 'task-stopping'; readonly task: TaskName}
  | {readonly type: 'task-stop-progressed'; readonly task: TaskName; readonly doing: string}
  | {readonly type: 'task-stopped'; readonly task: TaskName; readonly elapsedMs: number}
  | {readonly type: 'task-left-behind'; readonly task: TaskName; readonly leftovers: readonly Leftover[]}
  /** Added by a view whose reader was too slow, or was not there: so many lines of output were not shown. The logs have them. */
  | {readonly type: 'output-dropped'; readonly lines: number}
  | {
      readonly type: 'run-ended';
      readonly reason: string;
      readonly failures: number;
      readonly leftovers: number;
    };

/** Why a run ends as it does by a signal: its time is over (`--ttl`), or the process that it belongs to is gone (`--with-pid`). */
export type InterruptCause =
  {readonly what: 'ttl'; readonly ttlMs: number} | {readonly what: 'process-gone'; readonly pid: number};

/** Where a line of output came from. */
export type OutputStream = 'stdout' | 'stderr' | 'console';

/** A task as the run is going to treat it. */
export interface PlannedTask {
  readonly task: TaskName;
  readonly kind: string;
  /** One for each task and condition. */
  readonly needs: readonly PlannedNeed[];
}

/** A task that another one needs, and how far it must have come. */
export interface PlannedNeed {
  readonly task: TaskName;
  readonly condition: 'started' | 'ready' | 'ended';
}
