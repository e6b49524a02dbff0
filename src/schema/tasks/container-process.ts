import type {Argv, Duration, EnvFiles, OutputName, Scalars} from '../values.ts';

/** The program that a container runs. */
export interface ProcessKeys {
  /**
   * The image, by reference or id; `${{ tasks.app.ref }}` uses the image of an `image` task.
   * @examples ["redis:7-alpine"]
   */
  image: string;
  /**
   * When to pull the image: only if it is `missing`, `always`, or `never`.
   * @default missing
   */
  pull?: 'missing' | 'always' | 'never';
  /**
   * The platform of a multi-platform image. Default: the engine's.
   * @examples ["linux/amd64"]
   */
  platform?: string;
  /** The command, instead of the image's. Default: the image's. */
  command?: Argv;
  /** The entrypoint, instead of the image's. Default: the image's. */
  entrypoint?: Argv;
  /** Environment of the container. Default: the image's. */
  env?: Scalars;
  /**
   * One or more env files for the container's environment, read when the task starts; `env` takes precedence. Default: none.
   * @examples ["./web.env"]
   */
  env_file?: EnvFiles;
  /**
   * The user to run as: a name or id, optionally followed by `:group`. Default: the image's.
   * @examples ["node"]
   */
  user?: string;
  /** The working directory of the command, inside the container. Default: the image's. */
  workdir?: string;
  /**
   * Whether the command runs to completion, like a `run` task. The task is done once the command exits with 0; the container is
   * removed with the run. Default: `false`; the container keeps running.
   */
  ends?: boolean;
  /**
   * Names of the outputs of a container that `ends`. The command prints each as a line `name=value`, or as `name<<END`, the lines
   * of the value, and `END`; other tasks read `${{ tasks.this.name }}`. Default: none.
   * @examples [["version"]]
   */
  outputs?: OutputName[];
  /** Whether to run an init process that forwards signals and reaps processes. Default: `false`. */
  init?: boolean;
  /** Whether standard input stays open, without data. Default: `false`; standard input is empty. */
  stdin_open?: boolean;
  /** Whether to allocate a terminal, for programs that behave differently without one. Default: `false`. */
  tty?: boolean;
  /**
   * The signal that stops the container. Default: the image's, or `SIGTERM`.
   * @pattern ^SIG[A-Z0-9+-]+$
   * @patternErrorMessage expected the name of a signal such as `SIGINT`
   */
  stop_signal?: string;
  /** The time between the stop signal and the kill. Default: `10s`. */
  grace?: Duration;
}
