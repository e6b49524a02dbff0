import type {Command, Scalars} from '../values.ts';

/** Additional commands that run in a container after it starts and before it stops. */
export interface HookKeys {
  /**
   * Commands to run in the container, one after another, after it starts and before its probes. If a command fails, the task
   * fails. Default: none.
   * @examples [[{"command": ["chown", "-R", "node", "/data"], "user": "root"}]]
   */
  post_start?: Hook[];
  /**
   * Commands to run in the container, one after another, before its stop signal and within its `grace`; skipped if the container
   * has exited on its own. If a command fails, the failure is reported and the container is stopped. Default: none.
   * @examples [[{"command": ["nginx", "-s", "quit"]}]]
   */
  pre_stop?: Hook[];
}

/** A command that runs in the container. */
export interface Hook {
  /** The command: a string runs in the shell of the container, a list runs without a shell. */
  command: Command;
  /**
   * The user to run as: a name or id, optionally followed by `:group`. Default: the user of the container.
   * @examples ["root"]
   */
  user?: string;
  /** Whether the command has full access to the host, like a container with `privileged`. Default: `false`. */
  privileged?: boolean;
  /** The working directory, inside the container. Default: the container's. */
  workdir?: string;
  /** Environment of the command, added to the container's. Default: none. */
  env?: Scalars;
}
