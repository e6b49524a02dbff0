import type {ResolvedCommand} from '../../values/value-source.ts';

/** An `exec` task with its references resolved. */
export interface ExecSpec {
  /** The task in whose container or machine it runs. */
  readonly in: string;
  readonly command: ResolvedCommand;
  /** The command as people write it. */
  readonly commandText: string;
  readonly user?: string;
  readonly workdir?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly outputs: readonly string[];
  readonly interactive: boolean;
  readonly idempotent: boolean;
}
