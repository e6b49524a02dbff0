/** The flags of `bottle exec` and `bottle shell`, as parsed by commander. */
export interface ExecFlags {
  readonly run?: string;
  readonly user?: string;
  readonly workdir?: string;
}

/** A command to run in the environment of a task. */
export interface ExecCall extends Omit<ExecFlags, 'run'> {
  readonly argv: readonly string[];
  /** Aborted when the run has ended. */
  readonly over: AbortSignal;
}
