import type {NamedPlace} from '../places/place-problem.ts';
import type {TaskSource} from '../schema/launch-file.ts';
import type {KindName} from '../tasks/kind.ts';
import type {OutputName} from '../tasks/task-context.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** How another process runs a command in the environment of a task. JSON-ready; sent only over the run's socket, because it contains secrets. */
export type ExecTarget =
  /** On the host, with the task's working directory and environment, and its mark: the command ends with the task. */
  | {readonly where: 'host'; readonly cwd: string; readonly env: Readonly<Record<string, string>>}
  /** By the exec channel of a container or machine, see ChannelKind. */
  | {
      readonly where: 'inside';
      readonly task: TaskName;
      readonly kind: KindName;
      readonly source: TaskSource;
      /** Its place; absent for `local`. */
      readonly place?: NamedPlace;
      readonly outputs: Readonly<Record<OutputName, string>>;
      /** The environment of the run's own process, which selects the engine. */
      readonly env: Readonly<Record<string, string>>;
    };
