import type {PlaceSource} from './places.ts';
import type {AliasTask} from './tasks/alias.ts';
import type {CertificateTask} from './tasks/certificate.ts';
import type {ContainerTask} from './tasks/container.ts';
import type {CopyTask} from './tasks/copy.ts';
import type {ExecTask} from './tasks/exec.ts';
import type {RunTask, ServeTask, WaitTask} from './tasks/host.ts';
import type {ImageTask} from './tasks/image.ts';
import type {MachineTask} from './tasks/machine.ts';
import type {NetworkTask} from './tasks/network.ts';
import type {VolumeTask} from './tasks/volume.ts';
import type {Duration, EnvFiles, Scalars} from './values.ts';

/*
 * The shape of bottle.yaml. This folder is the single source of truth: `npm run schema` generates
 * schema/bottle.schema.json from it (used for editor hovers and the validator) and docs/reference.md, and a
 * test fails if they differ. The comments are the text that users read.
 *
 * - The comment of an optional key ends with `Default: …`, or has `@default` if the default is a value of the key's type.
 * - `@unit` names what a number counts, or the units of a string.
 * - `@skeleton`, on each kind of task and probe, is the snippet that editors insert. `${1:…}` is a tab stop.
 * - `@coarse` marks a pattern only for editors: the kind itself checks the value more precisely.
 * - `@examples` come first in completion. An example for a number must be a sensible value.
 */

/** A launch file: the tasks and their common settings. Strings can contain references, `${{ … }}`. */
export interface LaunchFileSource {
  /**
   * The version of this format.
   * @default 1
   */
  version?: 1;
  /**
   * The name of the launch, as shown in lists. Default: the name of the file's folder.
   * @examples ["agent-sandbox"]
   */
  name?: string;
  /**
   * One or more launch files to include, with their tasks, variables and secrets. Paths in an included file are relative to its
   * own folder. Default: none.
   * @examples ["./api/bottle.yaml"]
   */
  include?: string | (string | Include)[];
  /** Sets of options for `--profile`, by name. Default: none. */
  profiles?: Record<string, Profile>;
  /** Variables of the file, read as `${{ vars.name }}`; `--var name=value` overrides them. Default: none. */
  vars?: Scalars;
  /**
   * Environment of every host command, added to the environment of bottle itself. A variable that reads task outputs adds no
   * needs: it is passed only to tasks that need all of the tasks it reads, and to the command after `--`. Default: none.
   */
  env?: Scalars;
  /**
   * One or more env files for every host command, read when a task starts; `env` takes precedence. Default: none.
   * @examples ["./local.env"]
   */
  env_file?: EnvFiles;
  /**
   * Whether `${{ env.NAME }}` and `secrets` also read the `.env` file next to the launch file, if it exists; variables that are
   * set in the environment of bottle take precedence. `{export: true}` also passes them to host commands.
   * @default false
   */
  dotenv?: boolean | Dotenv;
  /** Secret values, read as `${{ secrets.NAME }}`; they are masked in every log, plan, event and error. Default: none. */
  secrets?: Record<string, SecretSource>;
  /**
   * The maximum number of tasks starting at the same time. Tasks that are waiting for their needs or are already up do not count.
   * @default 64
   * @unit tasks
   * @minimum 1
   * @asType integer
   */
  jobs?: number;
  /**
   * The task that ends the run: when it ends, everything is stopped. It must be of a kind that ends, such as `run`.
   * Default: none; the run ends when no task keeps it alive.
   */
  until?: string;
  /** Options of the command after `--`, as in `bottle run -- npm test`. Default: none. */
  foreground?: Foreground;
  /**
   * The time limit for the whole teardown, however the run ends. It is divided among the tasks that must stop one after another;
   * tasks still running when it expires are killed, and leftovers are reported. Default: 25 s after SIGTERM; otherwise only
   * `grace` limits each task.
   */
  stop_timeout?: Duration;
  /**
   * Docker engines and Kubernetes clusters other than the local engine, by name; a task selects one with `place`. `local` is always
   * the engine that `docker` uses. Default: none.
   * @propertyNames {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$", "patternErrorMessage": "expected the name of a place: letters, digits, `_` and `-`, a letter or `_` first", "doNotSuggest": true}
   */
  places?: Record<string, PlaceSource>;
  /**
   * The default place of containers, networks, volumes and images; `--place` takes precedence.
   * @default local
   * @pattern ^[A-Za-z_][A-Za-z0-9_-]*$
   * @patternErrorMessage expected the name of a place: letters, digits, `_` and `-`, a letter or `_` first
   * @examples ["big"]
   */
  place?: string;
  /**
   * All tasks, by name. Optional in a file with `include`.
   * @propertyNames {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$", "patternErrorMessage": "expected a task name: letters, digits, `_` and `-`, a letter or `_` first", "doNotSuggest": true}
   */
  tasks: Record<string, TaskSource>;
}

/** An included launch file. */
export interface Include {
  /**
   * The file, relative to this one; in a list, each file overrides the ones before it.
   * @examples ["./api/bottle.yaml"]
   */
  path: string | string[];
  /**
   * A prefix for the names of the included tasks, variables and secrets: with `api`, the task `web` becomes `api-web`.
   * Default: none; a name that already exists is an error.
   * @pattern ^[A-Za-z_][A-Za-z0-9_-]*$
   * @patternErrorMessage expected a prefix: letters, digits, `_` and `-`, a letter or `_` first
   * @examples ["api"]
   */
  prefix?: string;
  /** Values for variables of the included file; they can read `vars` of this file. Default: the values in the included file. */
  vars?: Scalars;
}

/** Options that `--profile` turns on; options of the command line take precedence. */
export interface Profile {
  /**
   * Tags of the tasks to start, with their dependencies. Default: all tasks.
   * @examples [["ci"]]
   */
  tags?: string[];
  /** Values of variables. Default: those of the file. */
  vars?: Scalars;
  /** The task that ends the run. Default: `until` of the file. */
  until?: string;
}

// No doc comment: editors would show it instead of the key's.
export interface Dotenv {
  /**
   * Whether host commands get its variables.
   * @default false
   */
  export?: boolean;
}

/** Options of the command after `--`. */
export interface Foreground {
  /**
   * Environment of the command after `--`, added to the file's `env`. It can read outputs of tasks, which are then started even
   * if the command line names only other tasks. Default: none.
   */
  env?: Scalars;
}

/** Where a secret comes from: exactly one of `env` and `file`. */
export type SecretSource = EnvSecret | FileSecret;

/**
 * A secret from an environment variable.
 * @skeleton {"env": "${1:GITHUB_TOKEN}"}
 */
export interface EnvSecret {
  /**
   * The environment variable to read. It must be set and not empty.
   * @examples ["GITHUB_TOKEN"]
   */
  env: string;
}

/**
 * A secret from a file.
 * @skeleton {"file": "${1:./token.txt}"}
 */
export interface FileSecret {
  /**
   * The file to read, relative to the launch file. A trailing line break is removed.
   * @examples ["./token.txt"]
   */
  file: string;
}

/** A task: exactly one kind with its keys, and the keys common to all tasks. */
export type TaskSource =
  | RunTask
  | ServeTask
  | ContainerTask
  | NetworkTask
  | VolumeTask
  | ImageTask
  | MachineTask
  | ExecTask
  | CopyTask
  | WaitTask
  | AliasTask
  | CertificateTask;
