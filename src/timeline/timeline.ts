import type {ReportedPhase} from '../schema/timeline-report.ts';
import type {PlannedNeed, StopCause} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';

/** How a run has spent its time. All times are milliseconds since its start. */
export interface Timeline {
  readonly run: RunId;
  /** Of the launch. */
  readonly name: string;
  /** Of the run. */
  readonly runName: string;
  /** The time in UTC. */
  readonly startedAt: string;
  /** How many tasks may be starting at the same time. */
  readonly jobs: number;
  readonly phase: 'starting' | 'ready' | 'stopping' | 'ended';
  /** When everything was ready for the first time; absent if it never was. */
  readonly readyAtMs?: number;
  /** When the run began to stop; absent if it has not. */
  readonly stoppingAtMs?: number;
  /** The end of the run, or of what is known of it. Phases without an end last until then. */
  readonly endMs: number;
  /** In the order of the file. */
  readonly tasks: readonly TaskTimeline[];
  /** Each of these tasks held up the next one; the last one made the run ready, or failed. */
  readonly criticalPath: readonly TaskName[];
  /** The same with times and reasons. */
  readonly steps: readonly CriticalStep[];
  /** The change that would save most; absent if none would save much. */
  readonly saving?: Saving;
}

export interface TaskTimeline {
  readonly task: TaskName;
  readonly kind: string;
  readonly needs: readonly PlannedNeed[];
  /** In order, without overlap. In the gaps the task was inactive: it was done, had failed, or was stopped. */
  readonly phases: readonly Phase[];
  readonly outcome: Outcome;
  /** When it was first ready, done or skipped. */
  readonly readyAtMs?: number;
  /** When it first was that, or failed, or was cancelled. */
  readonly settledAtMs?: number;
  /** Its last failure. */
  readonly failure?: TaskFailure;
  /** Whether it may fail (`allow_failure`). */
  readonly mayFail?: boolean;
  /** How much later it could have been up without delaying the run; absent before the run was ready or has failed. */
  readonly slackMs?: number;
  readonly isCritical: boolean;
}

/** Something that a task did, or waited for. */
export interface Phase {
  readonly what: PhaseName;
  readonly fromMs: number;
  /** Absent if it has not ended. */
  readonly toMs?: number;
  /** The number of the attempt to start; 0 before the first one. */
  readonly attempt: number;
  /** Why it stops. */
  readonly cause?: StopCause;
}

/**
 * `needs`, `slot`, `orphans`, `dependency`: it waits for its needs, for a free slot (`jobs`), for orphans of a dead run, for the restart
 * of a task that it needs. `starting`: its kind starts it; `running`: its command runs; `probing`: its probes have not passed yet;
 * `up`: a service is ready. `restarting`: between two attempts.
 */
export type PhaseName = ReportedPhase['what'];

/** The result of the last start of a task; `pending` if it has none yet. A task that was stopped keeps that of its last start. */
export type Outcome = 'pending' | 'ready' | 'done' | 'skipped' | 'failed' | 'cancelled' | 'exited';

/** A task on the critical path, and why it could not start earlier. */
export interface CriticalStep {
  readonly task: TaskName;
  /** When the task before it no longer held it up. */
  readonly fromMs: number;
  /** When it no longer held up the one after it. */
  readonly toMs: number;
  readonly after: HeldUpBy;
}

/**
 * Why a task could not start earlier: the run began then; a need was met then; a task freed the slot that it waited for; orphans of a
 * dead run were removed.
 */
export type HeldUpBy =
  {readonly what: 'start' | 'orphans'} | {readonly what: 'need' | 'slot'; readonly task: TaskName};

/**
 * A change of the launch file, and how much earlier everything would have been ready. `need`: `task` does not need `need`. `jobs`:
 * so many tasks may be starting at the same time.
 */
export type Saving =
  | {readonly what: 'need'; readonly task: TaskName; readonly need: TaskName; readonly ms: number}
  | {readonly what: 'jobs'; readonly jobs: number; readonly ms: number};
