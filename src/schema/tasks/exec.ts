import type {CommonTask} from '../common-task.ts';
import type {Command, OutputName, Scalars} from '../values.ts';

/**
 * A command inside a container or machine. Outputs: `stdout`, and the names under `outputs`.
 * @skeleton {"exec": {"in": "${1:box}", "command": "${2:ls /}"}}
 */
export interface ExecTask extends CommonTask {
  /** A command in a running container or machine, over its exec channel; exit code 0 is success. */
  exec: Exec;
}

/** The command, and how it runs. */
export interface Exec {
  /** The `container` or `machine` task to run it in; this implies the need. */
  in: string;
  /** The command: a string runs in the `sh` of the container or machine, a list runs without a shell. */
  command: Command;
  /**
   * The user to run as: a name or number, optionally with `:group`. In a machine, a name needs the command `su`; a number or a
   * group needs smolvm 1.14.0. Default: the container's, or root in a machine.
   */
  user?: string;
  /** The working directory inside the container or machine. Default: the container's or machine's. */
  workdir?: string;
  /** Environment of the command, added to the container's or machine's. Default: none. */
  env?: Scalars;
  /**
   * Names of the outputs. The command prints each as a line `name=value` to its standard output, or as `name<<END`, the lines of
   * the value, and `END`. Default: none.
   * @examples [["version"]]
   */
  outputs?: OutputName[];
  /** Whether the command gets the terminal; bottle then exits with the command's exit code. Default: `false`. */
  interactive?: boolean;
  /**
   * Whether it is safe to run the command again. If so, the command is retried (3 attempts in total, or as set by `retry`) if it
   * was killed or the exec channel broke, which can happen right after a machine starts. Default: `false`.
   */
  idempotent?: boolean;
}
