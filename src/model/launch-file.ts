import type {NeedCondition} from '../schema/common-task.ts';
import type {PlaceSources} from '../places/place-name.ts';
import type {SecretSource} from '../schema/launch-file.ts';
import type {EnvFiles} from '../schema/values.ts';
import type {BoundTask} from '../tasks/bound-task.ts';
import type {ParsedCondition} from '../values/condition.ts';
import type {SourceRange} from '../vocabulary/diagnostic.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {FilePosition} from '../vocabulary/line-index.ts';

/** A launch file that tasks come from: the root or an included file. */
export interface SourceFile {
  /** The absolute path. `dir` is its folder, the base of relative paths. */
  readonly path: string;
  readonly dir: string;
  /** The file's `env`, references unresolved. */
  readonly env: Readonly<Record<string, string>>;
  /** The file's `env_file`, references unresolved. */
  readonly envFiles: EnvFiles;
  /** The locations of the entries of `envFiles`; absent if there are none. */
  readonly envFilesAt?: readonly FilePosition[];
  readonly dotenv: DotenvVariables;
}

/** A launch file without errors: every name in it exists, and there is no dependency cycle. */
export interface LaunchFile extends SourceFile {
  readonly name: string;
  /** The files that `--file` combined: the first is `path`, the others override it. */
  readonly files: readonly string[];
  /** The names of the profiles in use. */
  readonly profiles: readonly string[];
  /** The tags of these profiles, which select tasks unless the command line does. */
  readonly profileTags: readonly string[];
  /** The file's `vars`, after profiles and the command line. */
  readonly vars: Readonly<Record<string, string>>;
  /** Environment of the command after `--`, references unresolved. */
  readonly foregroundEnv: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretSource>>;
  /** The file's `places`; their paths are absolute. */
  readonly places: PlaceSources;
  readonly jobs: number;
  readonly until?: TaskName;
  /** The time limit of the whole teardown. */
  readonly stopTimeoutMs?: number;
  /** In file order. */
  readonly tasks: ReadonlyMap<TaskName, Task>;
}

/** The variables of the `.env` file next to the launch file, if it is used. */
export interface DotenvVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Whether the variables are passed to host commands. */
  readonly isExported: boolean;
}

/** A task of a launch file without errors. */
export interface Task extends BoundTask {
  readonly name: TaskName;
  /** All needs of the task, from every origin, without duplicates. */
  readonly needs: readonly Edge[];
  /** The parsed `if` of the task. */
  readonly condition?: ParsedCondition;
  /** The name of the task's place; `local` by default. */
  readonly placeName: string;
  /** The containers that join this container's network, if it is the first container of a pod. */
  readonly podSiblings?: readonly TaskName[];
  /** The locations of the entries of `env_file`, of the task and of its kind's map; absent if there are none. */
  readonly envFilesAt?: {readonly task: readonly FilePosition[]; readonly kind: readonly FilePosition[]};
  /** The location of the task's name. */
  readonly place: SourceRange;
  /** The file that defines the task and the files that include that file: the root first, its own last. */
  readonly sourceFiles: readonly [SourceFile, ...SourceFile[]];
}

/** A dependency of a task on another task. */
export interface Edge {
  readonly to: TaskName;
  /** The state that the needed task must reach; `ready` for references and keys. */
  readonly condition: NeedCondition;
  /** The origin of the edge: an entry of `needs`, a `${{ tasks.… }}` reference, or a key (`issuer`). */
  readonly origin: 'needs' | 'reference' | 'key';
  /** The origin as text: `needs`, `${{ tasks.db.pid }}`, `issuer`. */
  readonly label: string;
  /** The key of the task that contains it: `needs[0]`, `env.HOST`, `certificate.issuer`. */
  readonly key: string;
  readonly place: SourceRange;
}

/** The file that defines a task. The task's paths are relative to the folder of that file. */
export function sourceFileOf({sourceFiles}: Pick<Task, 'sourceFiles'>): SourceFile {
  return sourceFiles.at(-1) ?? sourceFiles[0];
}
