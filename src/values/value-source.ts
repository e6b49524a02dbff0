/**
 * What `${{ }}` can read while a task is being resolved. `lookup` gives `undefined` for a value that is not known (yet):
 * a plan shows it as `‹after task›`; in a run the checker has made sure that it does not happen.
 */
export interface ValueSource {
  /** @param path the dotted reference, split: `['tasks', 'bundle', 'ports', '8888']` */
  lookup(path: readonly string[]): string | undefined;
}

/** A command made ready to run: a script whose values stand in variables of its environment, or an argument list. */
export type ResolvedCommand =
  | {
      readonly form: 'shell';
      readonly script: string;
      /** Environment variables that the script's references became. */
      readonly values: Readonly<Record<string, string>>;
    }
  | {readonly form: 'argv'; readonly argv: readonly string[]};

/** Resolves what stands in a task; handed to a kind's `resolve`. */
export interface Values {
  /** A text with its references replaced. */
  text(source: string): string;
  /** A command: in the text form references become environment variables, in the list form they are replaced. */
  command(source: string | readonly string[]): ResolvedCommand;
}
