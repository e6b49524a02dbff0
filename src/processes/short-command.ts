import {loadExeca} from './start-child.ts';

/** The standard output of a short command, and its exit code. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
}

export interface CommandOptions {
  /** The complete environment of the command. Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Kills the command when it fires. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a system tool (`ps`, `sysctl`, `sudo ifconfig`) and waits for it. Resolves with any exit code. Rejects if the command cannot
 * be run or is killed.
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
