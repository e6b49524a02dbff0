import type {ReportedPhase} from '../schema/timeline-report.ts';
import type {PlannedNeed, StopCause} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';

/** How a run has spent its time. All times are milliseconds since its start. */
export interface Timeline {
  readonly run: RunId;
  /** Name of the launch. */
  readonly name: string;
  /** Name of the run. */
  readonly runName: string;
  /** UTC time. */
  readonly startedAt: string;
  /** Maximum number of tasks starting at the same time. */
  readonly jobs: number;
  readonly phase: 'starting' | 'ready' | 'stopping' | 'ended';
  /** When everything was ready for the first time; absent if it never was. */
  readonly readyAtMs?: number;
  /** When the run began to stop; absent if it has not. */
  readonly stoppingAtMs?: number;
  /** The end of the run, or the last known time. Phases without an end last until then. */
  readonly endMs: number;
  /** In file order. */
  readonly tasks: readonly TaskTimeline[];
  /** Each of these tasks delayed the next one; the last one made the run ready, or failed. */
  readonly criticalPath: readonly TaskName[];
  /** The critical path with times and reasons. */
  readonly steps: readonly CriticalStep[];
  /** The change that would save the most; absent if no change would save much. */
  readonly saving?: Saving;
}

export interface TaskTimeline {
  readonly task: TaskName;
  readonly kind: string;
  readonly needs: readonly PlannedNeed[];
  /** In chronological order, without overlap. In the gaps the task was inactive: done, failed or stopped. */
  readonly phases: readonly Phase[];
  readonly outcome: Outcome;
  /** When it was first ready, done or skipped. */
  readonly readyAtMs?: number;
  /** When it was first ready, done, skipped, failed or cancelled. */
  readonly settledAtMs?: number;
  /** Its last failure. */
  readonly failure?: TaskFailure;
  /** Whether it may fail (`allow_failure`). */
  readonly mayFail?: boolean;
  /** How much later it could have been up without delaying the run; absent before the run was ready or has failed. */
  readonly slackMs?: number;
  readonly isCritical: boolean;
}

/** A period in which a task did, or waited for, one thing. */
export interface Phase {
  readonly what: PhaseName;
  readonly fromMs: number;
  /** Absent if it has not ended. */
  readonly toMs?: number;
  /** The number of the attempt to start; 0 before the first one. */
  readonly attempt: number;
  /** With `stopping`: the reason. */
  readonly cause?: StopCause;
}

/**
 * `needs`, `slot`, `orphans`, `dependency`: the task waits for its needs, for a free slot (`jobs`), for the removal of a dead run's
 * orphans, or for a task that it needs to restart. `starting`: its kind starts it. `running`: its command runs. `probing`: its probes
 * have not passed yet. `up`: the service is ready. `restarting`: the task is between two attempts.
 */
export type PhaseName = ReportedPhase['what'];

/** The result of the last start of a task; `pending` before the first result. A stopped task keeps the result of its last start. */
export type Outcome = 'pending' | 'ready' | 'done' | 'skipped' | 'failed' | 'cancelled' | 'exited';

/** A task on the critical path, and why it could not start earlier. */
export interface CriticalStep {
  readonly task: TaskName;
  /** When the previous task no longer delayed this one. */
  readonly fromMs: number;
  /** When this task no longer delayed the next one. */
  readonly toMs: number;
  readonly after: HeldUpBy;
}

/**
 * Why a task could not start earlier: the run had not begun, a need was not met, no slot was free, or orphans of a dead run had to be
 * removed.
 */
export type HeldUpBy =
  {readonly what: 'start' | 'orphans'} | {readonly what: 'need' | 'slot'; readonly task: TaskName};

/**
 * A change to the launch file, and how much earlier everything would have been ready. `need`: without the need of `task` for `need`.
 * `jobs`: with this maximum number of tasks starting at the same time.
 */
export type Saving =
  | {readonly what: 'need'; readonly task: TaskName; readonly need: TaskName; readonly ms: number}
  | {readonly what: 'jobs'; readonly jobs: number; readonly ms: number};
