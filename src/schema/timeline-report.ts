/**
 * The shape of `bottle timeline --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/timeline.schema.json from it, and a test fails if they differ.
 *
 * Within one version, keys may be added, but none is renamed, removed or given another meaning; readers should ignore unknown
 * keys. A value is `null` if it is not known, or if there is none. Times are milliseconds since the start of the run.
 */
export interface TimelineReport {
  /** The version of this format. */
  readonly version: 1;
  /** The id of the run. */
  readonly run: string;
  /** Its name. */
  readonly name: string;
  /** The name of the launch. */
  readonly launch: string;
  /** `dead`: its process is gone, and parts of the run still exist. */
  readonly state: 'alive' | 'dead' | 'ended';
  /** When it was started, in UTC. */
  readonly startedAt: string;
  /** How many tasks may be starting at the same time. */
  readonly jobs: number;
  /** When everything was ready for the first time. */
  readonly readyMs: number | null;
  /** When it began to stop. */
  readonly stoppingMs: number | null;
  /** Its end, or that of what is known of it. */
  readonly endMs: number;
  /** In the order of the launch file. */
  readonly tasks: readonly ReportedTask[];
  /** The tasks that held up each other, the first one first. */
  readonly criticalPath: readonly ReportedStep[];
  /** The change of the launch file that would have made everything ready earliest; `null` if none would save a twentieth of the time. */
  readonly saving: ReportedSaving | null;
  /** With `--compare`. */
  readonly comparison: ReportedComparison | null;
}

/** A task of a timeline. */
export interface ReportedTask {
  readonly task: string;
  readonly kind: string;
  /** The result of its last start. */
  readonly outcome: 'pending' | 'ready' | 'done' | 'skipped' | 'failed' | 'cancelled' | 'exited';
  /** Its last failure, as text. */
  readonly failure: string | null;
  /** When it was first ready, done or skipped. */
  readonly readyMs: number | null;
  /** How long it took from its first start until it was ready or done, or failed. */
  readonly tookMs: number | null;
  readonly isCritical: boolean;
  /** How much later it could have been ready without delaying the run. */
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
  /** `null` if it has not ended. */
  readonly toMs: number | null;
  /** The number of the attempt to start the task; 0 before the first one. */
  readonly attempt: number;
  /** Why it stops. */
  readonly cause: string | null;
}

/** A task on the critical path. */
export interface ReportedStep {
  readonly task: string;
  readonly fromMs: number;
  readonly toMs: number;
  /**
   * Why it could not start earlier: the run began then (`start`), a need was met then, a task freed a slot, or orphans of a dead run
   * were removed.
   */
  readonly after: 'start' | 'need' | 'slot' | 'orphans';
  /** The need, or the task that freed the slot. */
  readonly afterTask: string | null;
}

/** `need`: `task` does not need `need`. `jobs`: so many tasks may be starting at the same time. */
export interface ReportedSaving {
  readonly what: 'need' | 'jobs';
  readonly task: string | null;
  readonly need: string | null;
  readonly jobs: number | null;
  /** How much earlier everything would have been ready. */
  readonly ms: number;
}

/** The times of another run beside those of this one. */
export interface ReportedComparison {
  /** The id of the other run. */
  readonly run: string;
  /** Until everything was ready, in the other run. */
  readonly readyBeforeMs: number | null;
  /** The tasks of both runs, those that changed most first. */
  readonly tasks: readonly {
    readonly task: string;
    /** How long it took in the other run. */
    readonly beforeMs: number | null;
    readonly nowMs: number | null;
    /** Whether the difference is at least 20 ms and a twentieth. */
    readonly isChanged: boolean;
  }[];
  /** Tasks of this run only. */
  readonly added: readonly string[];
  /** Tasks of the other run only. */
  readonly removed: readonly string[];
}
