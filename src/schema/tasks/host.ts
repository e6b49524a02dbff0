import type {CommonTask} from '../common-task.ts';
import type {LivenessKeys} from '../liveness.ts';
import type {ExitKeys} from '../restart.ts';
import type {Command, Duration, EmptyMap, OutputName, Shell} from '../values.ts';

/**
 * A host command that runs to completion. Outputs: `stdout`, and the names under `outputs`.
 * @skeleton {"run": "${1:npm run build}"}
 */
export interface RunTask extends CommonTask {
  /**
   * A host command that runs to completion; exit code 0 is success.
   * @examples ["npm run build"]
   */
  run: Command;
  /** The working directory, relative to the launch file. Default: the launch file's folder. */
  cwd?: string;
  /** The shell for a command given as a string. Default: `sh`. */
  shell?: Shell;
  /**
   * Names of the outputs. The command writes each as a line `name=value` to the file `$BOTTLE_OUTPUT`, or as `name<<END`, the
   * lines of the value, and `END`; other tasks read `${{ tasks.this.name }}`. Default: none.
   * @examples [["version"]]
   */
  outputs?: OutputName[];
  /**
   * Globs of the files that the command reads, relative to `cwd`. If set, the task is skipped unless the contents of these files,
   * the command, or its generated files have changed since the last success. Default: none; it always runs.
   * @examples [["src/**"]]
   */
  sources?: string[];
  /**
   * Globs of the files that the command creates, relative to `cwd`. Concurrent runs that need them build them only once.
   * Default: none.
   * @examples [["dist/**"]]
   */
  generates?: string[];
  /** Whether the command gets the terminal; bottle then exits with the command's exit code. Default: `false`. */
  interactive?: boolean;
  /** The standard input of the command. Default: `empty`. */
  stdin?: Stdin;
  /**
   * A command that reverts `run`. It runs during teardown, even after a crash, with the same `cwd` and `shell`, and can read the
   * task's own outputs. Default: none.
   * @examples ["dropdb --if-exists shop"]
   */
  undo?: Command;
  /** The time between SIGTERM and SIGKILL if the command is cancelled, and the time limit of `undo`. Default: `10s`. */
  grace?: Duration;
}

/**
 * The standard input of a host command: `open` is a pipe that stays open without data, `empty` ends immediately, `inherit` is the
 * standard input of bottle itself, which only one task of the file can use.
 */
export type Stdin = 'open' | 'empty' | 'inherit';

/**
 * A host process that keeps running. Outputs: `pid`.
 * @skeleton {"serve": "${1:node server.js}", "ready": {"port": "${2:8080}"}}
 */
export interface ServeTask extends CommonTask, LivenessKeys, ExitKeys {
  /**
   * A host process that keeps running, in its own process group.
   * @examples ["node server.js"]
   */
  serve: Command;
  /** The working directory, relative to the launch file. Default: the launch file's folder. */
  cwd?: string;
  /** The shell for a command given as a string. Default: `sh`. */
  shell?: Shell;
  /**
   * The standard input of the process. Standard input stays open by default because many watchers exit when their input ends.
   * Default: `open`.
   */
  stdin?: Stdin;
  /**
   * A command that asks the process to stop. If the command fails, or the process is still running after half of `grace`,
   * `stop_signal` follows. The command can read the task's own `pid`. Default: none.
   * @examples ["pg_ctl stop -m fast"]
   */
  stop?: Command;
  /**
   * The signal that stops the process group.
   * @default SIGTERM
   * @pattern ^SIG[A-Z0-9+-]+$
   * @patternErrorMessage expected the name of a signal such as `SIGINT`
   * @examples ["SIGINT"]
   */
  stop_signal?: string;
  /** The time from the request to stop until the process group is killed. Default: `10s`. */
  grace?: Duration;
}

/**
 * Waits for something that bottle did not start, using probes.
 * @skeleton {"wait": "{}", "ready": {"port": "${1:localhost:5432}"}}
 */
export interface WaitTask extends CommonTask {
  /** Starts nothing; only waits for its `ready` probes. */
  wait: EmptyMap;
}
