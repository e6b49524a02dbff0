import type {NamedPlace} from '../places/place-problem.ts';
import type {TaskSource} from '../schema/launch-file.ts';
import type {KindName} from '../tasks/kind.ts';
import type {OutputName} from '../tasks/task-context.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/**
 * How another process can run a command in the environment of a task. JSON-serializable. Sent only over the run's socket, because it
 * contains secrets.
 */
export type ExecTarget =
  /**
   * On the host, with the task's working directory and environment. The environment includes the task's mark, so the command ends
   * with the task.
   */
  | {readonly where: 'host'; readonly cwd: string; readonly env: Readonly<Record<string, string>>}
  /** Through the exec channel of a container or machine, see ChannelKind. */
  | {
      readonly where: 'inside';
      readonly task: TaskName;
      readonly kind: KindName;
      readonly source: TaskSource;
      /** Its place; missing for `local`. */
      readonly place?: NamedPlace;
      readonly outputs: Readonly<Record<OutputName, string>>;
      /** The environment of the run's own process, which selects the engine. */
      readonly env: Readonly<Record<string, string>>;
    };
