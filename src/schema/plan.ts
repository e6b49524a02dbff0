/**
 * The shape of `bottle plan --format json`. Like that of the launch file it has one source of truth, this file: `npm run
 * schema` generates schema/plan.schema.json from it, and a test fails when they have drifted apart.
 *
 * Within version 1 keys may be added and none changes its meaning or goes, so readers should pass over keys that they do
 * not know. Times are in milliseconds.
 */
export interface Plan {
  /** The version of this format. */
  readonly version: 2;
  /** What the launch is called. */
  readonly name: string;
  /** The launch file, absolute. */
  readonly file: string;
  /** How many tasks may be starting at once. */
  readonly jobs: number;
  /** Whether branches that do not need a failed task come up first before everything goes down. */
  readonly keepGoing: boolean;
  /** What ends the run, when nothing fails and nobody interrupts it. */
  readonly ends: PlanEnd;
  /** Environment of every host command, on top of the environment that bottle is started in. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables of the file's `env` that read outputs, each with the tasks that get it; empty if there are none. */
  readonly outputEnv: readonly OutputVariable[];
  /** The tasks in the order of their waves, and in file order within a wave. */
  readonly tasks: readonly PlanTask[];
  /** The tasks by wave. Every task stands one wave after the last of those that it needs; it starts as soon as these are met. */
  readonly waves: readonly (readonly string[])[];
  /** Who goes down when: each group as soon as nothing of the groups before needs it any more, side by side. */
  readonly teardown: readonly (readonly string[])[];
  /** How long the whole teardown may take; absent without a limit (after SIGTERM it is 25 s then). */
  readonly stopTimeoutMs?: number;
  /** The chain of needs that takes longest when everything takes as long as it may. */
  readonly worstCase: WorstCase;
  /** The chain of needs that took longest, by the last times of its tasks; absent where no earlier run left any. */
  readonly criticalPath?: CriticalPath;
}

/** A variable that only those tasks get that need the tasks whose outputs it reads. */
export interface OutputVariable {
  readonly name: string;
  /** With `‹after task›` for what is not known yet. */
  readonly value: string;
  /** The tasks that get it, in file order. */
  readonly tasks: readonly string[];
}

/**
 * What ends a run:
 * - `until`: the end of `tasks`, which is one.
 * - `terminal`: the end of the last of `tasks`, which get the terminal.
 * - `interrupted`: nothing does; it holds while `tasks` are up, until Ctrl-C.
 * - `all-done`: it ends as soon as everything is done.
 */
export interface PlanEnd {
  readonly why: 'until' | 'terminal' | 'interrupted' | 'all-done';
  readonly tasks: readonly string[];
}

/** A task as the run is going to treat it. */
export interface PlanTask {
  /** Its name. */
  readonly task: string;
  /** Its kind: `run`, `serve`, … */
  readonly kind: string;
  /** From 1. */
  readonly wave: number;
  /** What it will do, in one line. */
  readonly summary: string;
  /** What it is for, as the file says it. */
  readonly description?: string;
  /** Whether it will be brought up: `wanted`, `skipped`, or `open` where only the run can tell. */
  readonly decision: 'run' | 'skipped' | 'undecided';
  /** Why it is skipped, or what decides. */
  readonly because?: string;
  /** Why it comes where it comes. */
  readonly needs: readonly PlanNeed[];
  /** The tasks that need it. */
  readonly neededBy: readonly string[];
  /** The texts of it that hold references, as far as these are known. */
  readonly values: readonly PlanValue[];
  /** What it is waited for; all must pass, side by side. */
  readonly ready: readonly PlanProbe[];
  /** Whether it stays up until it is taken down. */
  readonly lifetime: 'oneshot' | 'service';
  /** Whether it may fail without ending the run. */
  readonly allowFailure: boolean;
  /** How long it may wait for its needs and for a slot; absent without a limit. */
  readonly waitTimeoutMs?: number;
  /** How often it is tried at most. */
  readonly attempts: number;
  /** How long it may take until what needs it goes on. */
  readonly bound: PlanBound;
  /** How long it took the last time it came up well; absent where no earlier run left it. */
  readonly lastMs?: number;
}

/** A need, and what made it; a task that is needed for several reasons has one of these for each. */
export interface PlanNeed {
  /** The task that comes first. */
  readonly task: string;
  /** How far that task must have come: `started`, `ready` (it has succeeded or is ready) or `ended` (whatever the result). */
  readonly condition: 'started' | 'ready' | 'ended';
  /** What made the need: an entry of `needs`, a `${{ tasks.… }}` reference, or a key that names a task. */
  readonly origin: 'needs' | 'reference' | 'key';
  /** The words of that origin: `needs`, `${{ tasks.db.pid }}`, `issuer`. */
  readonly text: string;
  /** The key of the task where it stands: `needs[0]`, `env.HOST`, `certificate.issuer`. */
  readonly key: string;
}

/** A text of a task. */
export interface PlanValue {
  /** Where it stands: `env.HOST`. */
  readonly key: string;
  /** What is known of it; `‹after db›` stands for what a task has yet to give, `‹secret TOKEN›` for a secret. */
  readonly value: string;
}

/** A probe. */
export interface PlanProbe {
  /** What it waits for: `port 8888`. */
  readonly probe: string;
  /** How long at most. */
  readonly timeoutMs: number;
}

/** A bound on how long a task may take. */
export interface PlanBound {
  /** What is bounded of it. */
  readonly ms: number;
  /** Whether that is all. `false` where a part of it has no bound: a command without `timeout`. */
  readonly complete: boolean;
}

/** The chain that takes longest by deadlines. */
export interface WorstCase {
  /** From the first task to the last. */
  readonly chain: readonly string[];
  /** How long its bounds are together. */
  readonly ms: number;
  /** All tasks of the plan that may take longer than their bounds say; a `timeout` would bound them. */
  readonly unbounded: readonly string[];
}

/** The chain that took longest. */
export interface CriticalPath {
  /** From the first task to the last. */
  readonly chain: readonly string[];
  /** How long its tasks took together. */
  readonly ms: number;
  /** All tasks of the plan of which no earlier run left a time; they count as none. */
  readonly unmeasured: readonly string[];
}
