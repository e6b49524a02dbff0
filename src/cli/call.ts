import type {Command} from 'commander';
import type {CliContext} from './context.ts';

/** A call of the command line, as seen by commands. */
export interface Call {
  readonly cli: CliContext;
  /** All arguments of the command line, without the program's name. */
  readonly argv: readonly string[];
  /** The arguments after `--`. */
  readonly command: readonly string[] | undefined;
  /** Sets the exit code; 0 by default. */
  readonly exit: (code: number) => void;
}

/** Adds a command to the program. Its action loads the implementation, so no command loads the code of another. */
export type Declare = (program: Command, call: Call) => void;
