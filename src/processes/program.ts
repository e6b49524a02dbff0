/** A program and its arguments, or a script and its shell. A script ends at its first failing command. */
export type Program = {readonly argv: readonly string[]} | Script;

/** A script and the shell that runs it. */
export interface Script {
  readonly shell: string;
  readonly script: string;
}

/** The working directory and the complete environment of a program. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Environment;
}

/** The variables of an environment. */
export type Environment = Readonly<Record<string, string>>;
