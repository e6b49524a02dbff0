import type {ResolvedCommand} from '../../values/value-source.ts';

/** An `exec` task with its references resolved. */
export interface ExecSpec {
  /** The task with the container or machine to run in. */
  readonly in: string;
  readonly command: ResolvedCommand;
  /** The command for display. */
  readonly commandText: string;
  readonly user?: string;
  readonly workdir?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  readonly interactive: boolean;
  readonly idempotent: boolean;
}
