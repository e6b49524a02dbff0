import type {NeedCondition} from '../schema/common-task.ts';
import type {PlaceSources} from '../places/place-name.ts';
import type {SecretSource} from '../schema/launch-file.ts';
import type {EnvFiles} from '../schema/values.ts';
import type {BoundTask} from '../tasks/bound-task.ts';
import type {ParsedCondition} from '../values/condition.ts';
import type {SourceRange} from '../vocabulary/diagnostic.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {FilePosition} from '../vocabulary/line-index.ts';

/** A launch file that tasks come from: the root, or one that it includes. */
export interface SourceFile {
  /** Absolute path, and its folder, which relative paths refer to. */
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
  /** The files that it was put together from with `--file`: the first is its path, others change it. */
  readonly files: readonly string[];
  /** The names of the profiles in use. */
  readonly profiles: readonly string[];
  /** The tags of these profiles, which select tasks unless the call does. */
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
  /** How long the whole teardown may take. */
  readonly stopTimeoutMs?: number;
  /** In file order. */
  readonly tasks: ReadonlyMap<TaskName, Task>;
}

/** The variables of the `.env` beside the launch file, if it uses one. */
export interface DotenvVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** Whether host commands get them. */
  readonly isExported: boolean;
}

/** A task of a launch file without errors. */
export interface Task extends BoundTask {
  readonly name: TaskName;
  /** Everything it needs, whatever the need came from; each origin and its words once. */
  readonly needs: readonly Edge[];
  /** Its `if`. */
  readonly condition?: ParsedCondition;
  /** The name of its place; `local` if it has none. */
  readonly placeName: string;
  /** The containers that join its network, if it is the first container of a pod. */
  readonly podSiblings?: readonly TaskName[];
  /** The locations of the entries of its `env_file`, and of the one of its kind's own map; absent if there are none. */
  readonly envFilesAt?: {readonly task: readonly FilePosition[]; readonly kind: readonly FilePosition[]};
  /** The location of its name. */
  readonly place: SourceRange;
  /** The file that it is written in, and those that include it: the root first, its own last. */
  readonly sourceFiles: readonly [SourceFile, ...SourceFile[]];
}

/** That a task needs another. */
export interface Edge {
  readonly to: TaskName;
  /** How far the other must have come; `ready` for whatever reads it or names it in a key. */
  readonly condition: NeedCondition;
  /** The origin of the edge: an entry of `needs`, a `${{ tasks.… }}` reference, or a key (`issuer`). */
  readonly origin: 'needs' | 'reference' | 'key';
  /** The words of that origin: `needs`, `${{ tasks.db.pid }}`, `issuer`. */
  readonly label: string;
  /** The key of the task that contains it: `needs[0]`, `env.HOST`, `certificate.issuer`. */
  readonly key: string;
  readonly place: SourceRange;
}

/** The file that a task is written in: its paths are relative to the folder of that file. */
export function sourceFileOf({sourceFiles}: Pick<Task, 'sourceFiles'>): SourceFile {
  return sourceFiles.at(-1) ?? sourceFiles[0];
}
