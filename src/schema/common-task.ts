import type {Probe} from './probes.ts';
import type {Duration, EnvFiles, Scalars} from './values.ts';

/** Keys common to all tasks. */
export interface CommonTask {
  /**
   * Tasks that this task depends on, by name or as `{task: db, condition: started}`. Without a condition, a need is met once that
   * task has succeeded or, if it keeps running, is ready. References (`${{ tasks.db.pid }}`) imply the need, and always require
   * success. Default: none.
   * @examples [["db"], [{"task": "db", "condition": "started"}]]
   */
  needs?: (string | ConditionalNeed)[];
  /**
   * The task to inherit keys from, also in another file: maps are merged, lists appended, and other values replaced. To define a
   * base that is not a task itself, use a key `x-…` at the root. Default: none.
   * @examples ["base"]
   */
  extends?: string | Extends;
  /** A short description of the task, shown in plans. Default: none. */
  description?: string;
  /** Environment of the task's commands, added to the file's `env`. Default: none. */
  env?: Scalars;
  /**
   * One or more env files for the task's commands, read when the task starts; `env` takes precedence. Default: none.
   * @examples ["./web.env"]
   */
  env_file?: EnvFiles;
  /**
   * The readiness probe of the task, or a list of probes that must all pass. They run in parallel. Default: none; the task
   * is ready immediately.
   */
  ready?: Probe | Probe[];
  /**
   * Time limit for the whole task including its probes and retries, from its start; waiting for its needs does not count.
   * Default: none.
   */
  timeout?: Duration;
  /** Time limit for waiting before the task starts: for its needs and, if the `jobs` limit is reached, for a slot. Default: none. */
  wait_timeout?: Duration;
  /**
   * Whether the task may fail. If it does, the run continues without it and without tasks that need it to be `ready` or
   * `started`, and the exit code is not affected. Default: `false`.
   */
  allow_failure?: boolean;
  /**
   * Whether to restart the task after a task that it needs has exited unexpectedly and is up again. Default: `restart` if the
   * task reads an output that has changed, otherwise `ignore`.
   */
  on_dependency_restart?: 'restart' | 'ignore';
  /** Retries the task if it fails. Default: no retries. */
  retry?: Retry;
  /**
   * A condition; the task is skipped if it is false. `''`, `false`, `0` and `no` are false. Default: the task is not
   * skipped.
   */
  if?: Condition;
  /**
   * Tags to select the task by: `bottle run --tag web` starts the tasks with that tag and their dependencies. Default: none.
   * @examples [["web"]]
   */
  tags?: string[];
  /**
   * Secret outputs of the task, such as a token that it creates. They are masked in all output, logs, plans, events and errors as
   * soon as they are known. With `stdout`, the standard output of the command is not shown. Default: none.
   * @examples [["token"]]
   */
  secret_outputs?: string[];
  /**
   * Globs of files, relative to the `cwd` of a `run` or `serve` task and otherwise to the launch file's folder. If the contents
   * of a matching file change while the run is up, the task restarts (a `run` task runs again), and then its dependents. Files
   * that the task `generates` are ignored, as are files that git ignores, unless the glob starts inside an ignored folder.
   * `--no-watch` turns off watching. Default: none.
   * @examples [["src/**"]]
   */
  watch?: string[];
}

/** A task of this or another file. */
export interface Extends {
  /**
   * The task, or a key `x-…` at the root of the file.
   * @examples ["base"]
   */
  task: string;
  /**
   * The launch file, relative to this one. Default: this one.
   * @examples ["./common.yaml"]
   */
  file?: string;
}

/** A needed task, and the state that it must reach. */
export interface ConditionalNeed {
  /**
   * The needed task.
   * @examples ["db"]
   */
  task: string;
  /**
   * The state that the needed task must reach. `ready`: the task has succeeded or, if it keeps running, is ready. `started`: its
   * process, container or machine is running, or its command has started. `ended`: the task has succeeded, failed, been skipped
   * or been cancelled; only for tasks that end.
   * @default ready
   */
  condition?: NeedCondition;
}

/** The state that a needed task must reach. */
export type NeedCondition = 'started' | 'ready' | 'ended';

/**
 * An expression: references, strings in single quotes, `==`, `!=`, `!`, `&&`, `||` and parentheses.
 * @pattern ^\s*\$\{\{[\s\S]*\}\}\s*$
 * @patternErrorMessage expected one expression such as `${{ vars.agent == 'codex' }}`
 * @examples ["${{ vars.agent == 'codex' }}"]
 */
export type Condition = string;

/** How a failed task is retried. */
export interface Retry {
  /**
   * The maximum number of attempts, including the first.
   * @unit attempts
   * @examples [3]
   * @minimum 1
   * @asType integer
   */
  attempts: number;
  /** Delay between the end of one attempt and the start of the next. Default: `0s`. */
  delay?: Duration;
}
