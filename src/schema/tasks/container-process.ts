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
  /** Replaces the image's command. Default: the image's. */
  command?: Argv;
  /** Replaces the image's entrypoint. Default: the image's. */
  entrypoint?: Argv;
  /** Environment of the container. Default: the image's. */
  env?: Scalars;
  /**
   * Env files for its environment, one or a list, read when the task starts; `env` takes precedence. Default: none.
   * @examples ["./web.env"]
   */
  env_file?: EnvFiles;
  /**
   * The user to run as: a name or id, optionally followed by `:group`. Default: the image's.
   * @examples ["node"]
   */
  user?: string;
  /** The working directory of its command, inside the container. Default: the image's. */
  workdir?: string;
  /**
   * Whether its command ends: the task is then done at exit code 0, as a `run` task is, and its container is removed with the run.
   * Default: `false`; it keeps running.
   */
  ends?: boolean;
  /**
   * Names of outputs of a container that `ends`: it prints each as a line `name=value`, or as `name<<END`, the lines of the value, and
   * `END`; other tasks read `${{ tasks.this.name }}`. Default: none.
   * @examples [["version"]]
   */
  outputs?: OutputName[];
  /** Whether to run an init process that forwards signals and reaps processes. Default: `false`. */
  init?: boolean;
  /** Whether its standard input stays open, without data. Default: `false`; it is empty. */
  stdin_open?: boolean;
  /** Whether its command gets a terminal, for programs that behave differently without one. Default: `false`. */
  tty?: boolean;
  /**
   * The signal that stops it. Default: the image's, or `SIGTERM`.
   * @pattern ^SIG[A-Z0-9+-]+$
   * @patternErrorMessage expected the name of a signal such as `SIGINT`
   */
  stop_signal?: string;
  /** The time from the stop signal until it is killed. Default: `10s`. */
  grace?: Duration;
}
