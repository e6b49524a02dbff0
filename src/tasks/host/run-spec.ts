import type {Stdin} from '../../schema/tasks/host.ts';
import type {Command} from '../../schema/values.ts';
import type {ResolvedCommand} from '../../values/value-source.ts';

/** A `run` task with its references resolved. */
export interface RunSpec {
  readonly command: ResolvedCommand;
  readonly shell: string;
  readonly cwd: string;
  /** The task's own environment; what else is in the environment does not make its work another one. */
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  readonly sources: readonly string[];
  readonly generates: readonly string[];
  readonly interactive: boolean;
  readonly stdin: Stdin;
  /** References unresolved: it runs later. */
  readonly undo?: Command;
  /** How long the command has from SIGTERM to SIGKILL, and its `undo` at all. */
  readonly graceMs: number;
}
