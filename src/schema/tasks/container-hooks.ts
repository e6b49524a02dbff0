import type {Command, Scalars} from '../values.ts';

/** Commands that run in a container besides its own, after its start and before its stop. */
export interface HookKeys {
  /**
   * Commands to run in the container after its start, one after another, before its probes. One that fails fails the task.
   * Default: none.
   * @examples [[{"command": ["chown", "-R", "node", "/data"], "user": "root"}]]
   */
  post_start?: Hook[];
  /**
   * Commands to run in the container before its stop signal, one after the other, within its `grace`; not if it has ended by itself.
   * One that fails is reported, and the container is stopped. Default: none.
   * @examples [[{"command": ["nginx", "-s", "quit"]}]]
   */
  pre_stop?: Hook[];
}

/** A command that runs in the container. */
export interface Hook {
  /** The command: a string runs in the shell of the container, a list without one. */
  command: Command;
  /**
   * The user to run as: a name or id, optionally followed by `:group`. Default: that of the container.
   * @examples ["root"]
   */
  user?: string;
  /** Whether it has all rights of the host, as a container with `privileged`. Default: `false`. */
  privileged?: boolean;
  /** The working directory, inside the container. Default: that of the container. */
  workdir?: string;
  /** Environment of the command, in addition to that of the container. Default: none. */
  env?: Scalars;
}
