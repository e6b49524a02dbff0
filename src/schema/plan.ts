/**
 * The shape of `bottle plan --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/plan.schema.json from it, and a test fails if they differ.
 *
 * Within one version, keys may be added, but none is renamed, removed or given another meaning; readers should ignore unknown
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
  /** The end of the run if nothing fails and it is not interrupted. */
  readonly ends: PlanEnd;
  /** Environment of every host command, added to the environment of bottle itself. */
  readonly env: Readonly<Record<string, string>>;
  /** Variables of the file's `env` that read outputs, each with the tasks that get it; empty if there are none. */
  readonly outputEnv: readonly OutputVariable[];
  /** The tasks in the order of their waves, and in file order within a wave. */
  readonly tasks: readonly PlanTask[];
  /** The tasks by wave. A task is one wave after the last of its needs, and starts as soon as its needs are met. */
  readonly waves: readonly (readonly string[])[];
  /** Groups of tasks in the order in which they stop; a task stops as soon as no running task needs it. */
  readonly teardown: readonly (readonly string[])[];
  /** Time limit for the whole teardown; absent if there is none (25 s then apply after SIGTERM). */
  readonly stopTimeoutMs?: number;
  /** The longest chain of needs if every task takes as long as its deadline. */
  readonly worstCase: WorstCase;
  /** The longest chain of needs by the recorded times of the last runs; absent if there are none. */
  readonly criticalPath?: CriticalPath;
}

/** A variable that is passed only to tasks that need all tasks whose outputs it reads. */
export interface OutputVariable {
  readonly name: string;
  /** Its value, with `‹after task›` in place of what is not known yet. */
  readonly value: string;
  /** The tasks that get it, in file order. */
  readonly tasks: readonly string[];
}

/**
 * The end of a run:
 * - `until`: the end of the only task in `tasks`.
 * - `terminal`: the end of the last of `tasks`, which have the terminal.
 * - `interrupted`: Ctrl-C or a signal; the run stays up while `tasks` are running, or because files are watched.
 * - `all-done`: the end of all tasks.
 */
export interface PlanEnd {
  readonly why: 'until' | 'terminal' | 'interrupted' | 'all-done';
  readonly tasks: readonly string[];
}

/** A task as the run will treat it. */
export interface PlanTask {
  /** Its name. */
  readonly task: string;
  /** Its kind: `run`, `serve`, … */
  readonly kind: string;
  /** From 1. */
  readonly wave: number;
  /** Its action, in one line. */
  readonly summary: string;
  /** The absolute path of the file that defines it; absent if that is `file` of the plan. */
  readonly file?: string;
  /** The place where its things are; absent for `local`, and for what has none. */
  readonly place?: string;
  /** Its description from the file. */
  readonly description?: string;
  /** Work that is done for it while it waits for its needs: `pull redis:7`; absent if there is nothing. */
  readonly ahead?: string;
  /** Whether it will `run` or is `skipped`; `undecided` if that depends on values known only in the run. */
  readonly decision: 'run' | 'skipped' | 'undecided';
  /** Why it is skipped, or what decides. */
  readonly because?: string;
  /** The tasks that it needs, with the reasons. */
  readonly needs: readonly PlanNeed[];
  /** The tasks that need it. */
  readonly neededBy: readonly string[];
  /** Its strings that contain references, resolved as far as they are known. */
  readonly values: readonly PlanValue[];
  /** Its readiness probes; all must pass, in parallel. */
  readonly ready: readonly PlanProbe[];
  /** Its liveness probes, once it is ready; absent if there are none. */
  readonly liveness?: readonly PlanLiveness[];
  /** `oneshot`: it ends by itself. `service`: it keeps running until it is stopped. */
  readonly lifetime: 'oneshot' | 'service';
  /** Whether it may fail without ending the run. */
  readonly allowFailure: boolean;
  /** Globs of the files whose changes restart it: `watch` and, with `--watch`, `sources`; absent if there are none. */
  readonly watches?: readonly string[];
  /** Time limit for its wait for its needs and for a slot; absent if there is none. */
  readonly waitTimeoutMs?: number;
  /** Maximum number of attempts. */
  readonly attempts: number;
  /** How long it may take until dependent tasks can start. */
  readonly bound: PlanBound;
  /** How long it took the last time it succeeded; absent if unknown. */
  readonly lastMs?: number;
}

/** A need and its origin. A task that is needed for several reasons has an entry for each. */
export interface PlanNeed {
  /** The needed task. */
  readonly task: string;
  /** The state that it must have reached: `started`, `ready` (has succeeded or is ready) or `ended` (with any result). */
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
  /** Its key: `env.HOST`. */
  readonly key: string;
  /** Its value as far as it is known, with `‹after db›` in place of an output of `db` and `‹secret TOKEN›` of a secret. */
  readonly value: string;
}

/** A probe. */
export interface PlanProbe {
  /** Its description: `port 8888`. */
  readonly probe: string;
  /** Its time limit. */
  readonly timeoutMs: number;
}

/** A liveness probe. */
export interface PlanLiveness {
  /** Its description: `port 8888`. */
  readonly probe: string;
  /** The time between attempts. */
  readonly intervalMs: number;
  /** The number of failures in a row after which the task is stopped. */
  readonly failures: number;
}

/** A bound on how long a task may take. */
export interface PlanBound {
  /** The sum of its deadlines. */
  readonly ms: number;
  /** Whether they bound the whole task; `false` if a part has no deadline, such as a command without `timeout`. */
  readonly complete: boolean;
}

/** The longest chain by deadlines. */
export interface WorstCase {
  /** From the first task to the last. */
  readonly chain: readonly string[];
  /** The sum of its bounds. */
  readonly ms: number;
  /** All tasks of the plan that may take longer than their bound; a `timeout` would limit them. */
  readonly unbounded: readonly string[];
}

/** The longest chain by the last runs. */
export interface CriticalPath {
  /** From the first task to the last. */
  readonly chain: readonly string[];
  /** The sum of the times of its tasks. */
  readonly ms: number;
  /** All tasks of the plan without a recorded time; they count as zero. */
  readonly unmeasured: readonly string[];
}
