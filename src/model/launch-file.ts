import type {NeedCondition} from '../schema/common-task.ts';
import type {SecretSource} from '../schema/launch-file.ts';
import type {EnvFiles} from '../schema/values.ts';
import type {BoundTask} from '../tasks/bound-task.ts';
import type {ParsedCondition} from '../values/condition.ts';
import type {SourceRange} from '../vocabulary/diagnostic.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** A launch file without errors: every name in it exists, and no task needs itself. */
export interface LaunchFile {
  /** Absolute path, and its folder: what relative paths start from. */
  readonly path: string;
  readonly dir: string;
  readonly name: string;
  /** The file's `vars`, with what the command line overrides. */
  readonly vars: Readonly<Record<string, string>>;
  /** The file's `env`, references unresolved. */
  readonly env: Readonly<Record<string, string>>;
  /** The file's `env_file`, references unresolved. */
  readonly envFiles: EnvFiles;
  readonly dotenv: DotenvVariables;
  /** Environment of the command after `--`, references unresolved. */
  readonly foregroundEnv: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretSource>>;
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
  /** The location of its name. */
  readonly place: SourceRange;
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
