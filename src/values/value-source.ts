/**
 * The values that `${{ }}` can read while a task is being resolved. `lookup` returns `undefined` for a value that is not known
 * (yet). A plan shows it as `‹after task›`; in a run, the loader has ruled this out.
 */
export interface ValueSource {
  /** @param path the dotted reference, split: `['tasks', 'bundle', 'ports', '8888']` */
  lookup(path: readonly string[]): string | undefined;
  /** Whether an environment variable is set, even to the empty string. Default: whether `lookup` returns a value. */
  isSet?(path: readonly string[]): boolean;
}

/** A command ready to run: a script with its values in environment variables, or an argument list. */
export type ResolvedCommand =
  | {
      readonly form: 'shell';
      readonly script: string;
      /** Environment variables with the values of the script's references. */
      readonly values: Readonly<Record<string, string>>;
    }
  | {readonly form: 'argv'; readonly argv: readonly string[]};

/** Resolves the strings of a task; passed to a kind's `resolve`. */
export interface Values {
  /** A string with its references replaced. */
  text(source: string): string;
  /** A command: in a string, references become environment variables; in a list, they are replaced. */
  command(source: string | readonly string[]): ResolvedCommand;
}
