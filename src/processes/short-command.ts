import {loadExeca} from './start-child.ts';

/** The standard output of a short command, and its exit code. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
}

export interface CommandOptions {
  /** The whole environment of the command. Default: that of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Kills the command when it fires. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a system's own tool (`ps`, `sysctl`, `sudo ifconfig`) to its end. An exit code is an answer; a command that cannot
 * be run at all rejects, and so does one that was killed.
 */
export async function shortCommand(
  [program = '', ...args]: readonly string[],
  {env, signal}: CommandOptions = {},
): Promise<CommandResult> {
  const execa = await loadExeca();
  const result = await execa(program, args, {
    ...{reject: false, stdin: 'ignore'},
    ...(env && {env, extendEnv: false}),
    ...(signal && {cancelSignal: signal}),
  });
  signal?.throwIfAborted();
  const {exitCode, stdout} = result;
  if (exitCode === undefined) throw new Error(`${program} cannot be run`, {cause: result.cause});
  return {code: exitCode, stdout};
}
