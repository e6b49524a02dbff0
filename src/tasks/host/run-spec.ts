import type {Stdin} from '../../schema/tasks/host.ts';
import type {Command} from '../../schema/values.ts';
import type {ResolvedCommand} from '../../values/value-source.ts';

/** A `run` task with its references resolved. */
export interface RunSpec {
  readonly command: ResolvedCommand;
  readonly shell: string;
  readonly cwd: string;
  /** The task's own environment. Other variables do not affect whether its work is up to date. */
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  readonly sources: readonly string[];
  readonly generates: readonly string[];
  readonly interactive: boolean;
  readonly stdin: Stdin;
  /** With unresolved references, because it runs later. */
  readonly undo?: Command;
  /** The time between SIGTERM and SIGKILL for the command, and the total time for its `undo`. */
  readonly graceMs: number;
}
