/**
 * The shape of `bottle plan --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/plan.schema.json from it, and a test fails if they differ.
 *
 * Within a version, keys may be added, but existing keys are never renamed, removed or redefined; readers should ignore unknown
 * keys. Times are in milliseconds.
 */
export interface Plan {
  /** The version of this format. */
  readonly version: 2;
  /** The name of the launch. */
  readonly name: string;
  /** The absolute path of the launch file. */
  readonly file: string;
  /** The maximum number of tasks starting at the same time. */
  readonly jobs: number;
  /** Whether, after a failure, tasks that do not depend on the failed one still start before everything is stopped. */
  readonly keepGoing: boolean;
  /** How the run ends if nothing fails and it is not interrupted. */
  readonly ends: PlanEnd;
  /** Environment of every host command, added to the environment of bottle itself. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables of the file's `env` that read outputs, each with the tasks that get it; empty if there are none. */
  readonly outputEnv: readonly OutputVariable[];
  /** The tasks in the order of their waves, and in file order within a wave. */
  readonly tasks: readonly PlanTask[];
  /** The tasks by wave. A task is in the wave after the last of its needs, and starts as soon as its needs are met. */
  readonly waves: readonly (readonly string[])[];
  /** Groups of tasks in the order in which they stop; a task stops as soon as no running task needs it. */
  readonly teardown: readonly (readonly string[])[];
  /** Time limit for the whole teardown; absent if there is none (the limit is then 25 s after SIGTERM). */
  readonly stopTimeoutMs?: number;
  /** The longest chain of needs if every task takes as long as its deadline. */
  readonly worstCase: WorstCase;
  /** The longest chain of needs by the recorded times of previous runs; absent if there are none. */
  readonly criticalPath?: CriticalPath;
}

/** A variable that reads task outputs. It is passed only to tasks that need all of the tasks it reads. */
export interface OutputVariable {
  readonly name: string;
  /** The value, with `‹after task›` in place of outputs that are not known yet. */
  readonly value: string;
  /** The tasks that the variable is passed to, in file order. */
  readonly tasks: readonly string[];
}

/**
 * How a run ends:
 * - `until`: when the only task in `tasks` ends.
 * - `terminal`: when the last of `tasks`, which have the terminal, ends.
 * - `interrupted`: on Ctrl-C or a signal; the run stays up while `tasks` are running, or because files are watched.
 * - `all-done`: when all tasks have ended.
 */
export interface PlanEnd {
  readonly why: 'until' | 'terminal' | 'interrupted' | 'all-done';
  readonly tasks: readonly string[];
}

/** A task of the plan. */
export interface PlanTask {
  /** The name of the task. */
  readonly task: string;
  /** The kind of the task: `run`, `serve`, … */
  readonly kind: string;
  /** The number of its wave, from 1. */
  readonly wave: number;
  /** The action of the task, in one line. */
  readonly summary: string;
  /** The absolute path of the file that defines the task, if it is not `file` of the plan. */
  readonly file?: string;
  /** The place of the task; absent for `local`, and for kinds without a place. */
  readonly place?: string;
  /** The `description` of the task. */
  readonly description?: string;
  /** Work that is done ahead of time, while the task waits for its needs: `pull redis:7`; absent if there is none. */
  readonly ahead?: string;
  /** Whether the task will `run` or is `skipped`; `undecided` if this depends on values that are known only during the run. */
  readonly decision: 'run' | 'skipped' | 'undecided';
  /** Why the task is skipped, or what the decision depends on. */
  readonly because?: string;
  /** The tasks that this task needs, with the reasons. */
  readonly needs: readonly PlanNeed[];
  /** The tasks that need this task. */
  readonly neededBy: readonly string[];
  /** The strings of the task that contain references, resolved as far as possible. */
  readonly values: readonly PlanValue[];
  /** The readiness probes. They run in parallel, and all must pass. */
  readonly ready: readonly PlanProbe[];
  /** The liveness probes, which run once the task is ready; absent if there are none. */
  readonly liveness?: readonly PlanLiveness[];
  /** `oneshot`: the task ends on its own. `service`: the task keeps running until it is stopped. */
  readonly lifetime: 'oneshot' | 'service';
  /** Whether the task may fail without ending the run. */
  readonly allowFailure: boolean;
  /** Globs of files that restart the task when they change: `watch` and, with `--watch`, `sources`; absent if there are none. */
  readonly watches?: readonly string[];
  /** Time limit for waiting for needs and for a slot; absent if there is none. */
  readonly waitTimeoutMs?: number;
  /** Maximum number of attempts. */
  readonly attempts: number;
  /** The maximum time until dependent tasks can start. */
  readonly bound: PlanBound;
  /** How long the task took in its last successful run; absent if unknown. */
  readonly lastMs?: number;
}

/** A need and its origin. A task that is needed for several reasons has an entry for each. */
export interface PlanNeed {
  /** The needed task. */
  readonly task: string;
  /** The state that the needed task must reach: `started`, `ready` (has succeeded or is ready) or `ended` (with any result). */
  readonly condition: 'started' | 'ready' | 'ended';
  /** The origin of the need: an entry of `needs`, a `${{ tasks.… }}` reference, or a key that names a task. */
  readonly origin: 'needs' | 'reference' | 'key';
  /** The origin as text: `needs`, `${{ tasks.db.pid }}`, `issuer`. */
  readonly text: string;
  /** The key of the task that contains it: `needs[0]`, `env.HOST`, `certificate.issuer`. */
  readonly key: string;
}

/** A string of a task. */
export interface PlanValue {
  /** The key of the string: `env.HOST`. */
  readonly key: string;
  /** The value as far as it is known, with `‹after db›` in place of an output of `db` and `‹secret TOKEN›` of a secret. */
  readonly value: string;
}

/** A probe. */
export interface PlanProbe {
  /** The description of the probe: `port 8888`. */
  readonly probe: string;
  /** The time limit of the probe. */
  readonly timeoutMs: number;
}

/** A liveness probe. */
export interface PlanLiveness {
  /** The description of the probe: `port 8888`. */
  readonly probe: string;
  /** The time between attempts. */
  readonly intervalMs: number;
  /** The number of consecutive failures after which the task is stopped. */
  readonly failures: number;
}

/** A bound on how long a task may take. */
export interface PlanBound {
  /** The sum of the task's deadlines. */
  readonly ms: number;
  /** Whether the deadlines cover the whole task; `false` if a part has no deadline, such as a command without `timeout`. */
  readonly complete: boolean;
}

/** The longest chain by deadlines. */
export interface WorstCase {
  /** From the first task to the last. */
  readonly chain: readonly string[];
  /** The sum of the bounds of its tasks. */
  readonly ms: number;
  /** All tasks of the plan that may take longer than their bound; a `timeout` would limit them. */
  readonly unbounded: readonly string[];
}

/** The longest chain by recorded times. */
export interface CriticalPath {
  /** From the first task to the last. */
  readonly chain: readonly string[];
  /** The sum of the times of its tasks. */
  readonly ms: number;
  /** All tasks of the plan without a recorded time; they count as zero. */
  readonly unmeasured: readonly string[];
}
