/**
 * The shape of `bottle timeline --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/timeline.schema.json from it, and a test fails if they differ.
 *
 * Within a version, keys may be added, but existing keys are never renamed, removed or redefined; readers should ignore unknown
 * keys. A value is `null` if it is unknown or does not exist. Times are milliseconds since the start of the run.
 */
export interface TimelineReport {
  /** The version of this format. */
  readonly version: 1;
  /** The id of the run. */
  readonly run: string;
  /** The name of the run. */
  readonly name: string;
  /** The name of the launch. */
  readonly launch: string;
  /** `dead`: the process of the run is gone, and parts of the run still exist. */
  readonly state: 'alive' | 'dead' | 'ended';
  /** When the run started, in UTC. */
  readonly startedAt: string;
  /** The maximum number of tasks starting at the same time. */
  readonly jobs: number;
  /** When everything was ready for the first time. */
  readonly readyMs: number | null;
  /** When the run began to stop. */
  readonly stoppingMs: number | null;
  /** The end of the run, or of its recorded part. */
  readonly endMs: number;
  /** In the order of the launch file. */
  readonly tasks: readonly ReportedTask[];
  /** The tasks that delayed each other, in order of time. */
  readonly criticalPath: readonly ReportedStep[];
  /**
   * The change to the launch file that would save the most time until everything is ready; `null` if no change saves at least 5
   * %.
   */
  readonly saving: ReportedSaving | null;
  /** The comparison requested with `--compare`. */
  readonly comparison: ReportedComparison | null;
}

/** A task of a timeline. */
export interface ReportedTask {
  readonly task: string;
  readonly kind: string;
  /** The result of the last start. */
  readonly outcome: 'pending' | 'ready' | 'done' | 'skipped' | 'failed' | 'cancelled' | 'exited';
  /** The last failure, as text. */
  readonly failure: string | null;
  /** When the task was first ready, done or skipped. */
  readonly readyMs: number | null;
  /** The time from the first start until the task was ready, done or failed. */
  readonly tookMs: number | null;
  readonly isCritical: boolean;
  /** How much later the task could have been ready without delaying the run. */
  readonly slackMs: number | null;
  readonly phases: readonly ReportedPhase[];
}

/** Something that a task did, or waited for. */
export interface ReportedPhase {
  readonly what:
    | 'needs'
    | 'slot'
    | 'orphans'
    | 'dependency'
    | 'starting'
    | 'running'
    | 'probing'
    | 'up'
    | 'restarting'
    | 'stopping';
  readonly fromMs: number;
  /** `null` if the phase has not ended. */
  readonly toMs: number | null;
  /** The number of the attempt to start the task; 0 before the first one. */
  readonly attempt: number;
  /** Why the task stops. */
  readonly cause: string | null;
}

/** A task on the critical path. */
export interface ReportedStep {
  readonly task: string;
  readonly fromMs: number;
  readonly toMs: number;
  /**
   * Why the task could not start earlier: the run had not started (`start`), a need was not met, no slot was free, or orphans of
   * a dead run still had to be removed.
   */
  readonly after: 'start' | 'need' | 'slot' | 'orphans';
  /** The need, or the task that freed the slot. */
  readonly afterTask: string | null;
}

/** A change to the launch file. `need`: remove the need for `need` from `task`. `jobs`: set `jobs` to this number. */
export interface ReportedSaving {
  readonly what: 'need' | 'jobs';
  readonly task: string | null;
  readonly need: string | null;
  readonly jobs: number | null;
  /** How much earlier everything would have been ready. */
  readonly ms: number;
}

/** A comparison of times with another run. */
export interface ReportedComparison {
  /** The id of the other run. */
  readonly run: string;
  /** The time until everything was ready in the other run. */
  readonly readyBeforeMs: number | null;
  /** Tasks in both runs. The tasks whose times changed the most come first. */
  readonly tasks: readonly {
    readonly task: string;
    /** How long the task took in the other run. */
    readonly beforeMs: number | null;
    readonly nowMs: number | null;
    /** Whether the difference is at least 20 ms and 5 %. */
    readonly isChanged: boolean;
  }[];
  /** Tasks that are only in this run. */
  readonly added: readonly string[];
  /** Tasks that are only in the other run. */
  readonly removed: readonly string[];
}
