/** What a short command printed to its standard output, and its exit code. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
}

/**
 * Runs a system's own tool (`ps`, `sysctl`, `sudo ifconfig`) to its end. Its environment is `env` alone, where that is
 * given. An exit code is an answer; a command that cannot be run at all rejects.
 */
export async function shortCommand(
  [program = '', ...args]: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<CommandResult> {
  const {execa} = await import('execa');
  const options = {reject: false, stdin: 'ignore', ...(env && {env, extendEnv: false})} as const;
  const result = await execa(program, args, options);
  const {exitCode, stdout} = result;
  if (exitCode === undefined) throw new Error(`${program} cannot be run`, {cause: result.cause});
  return {code: exitCode, stdout};
}
