import {loadExeca} from './start-child.ts';

/** The standard output of a system tool, and its exit code. */
export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
}

export interface ToolOptions {
  /** The complete environment of the tool. Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Kills the tool when it fires. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a system tool (`ps`, `sysctl`, `sudo ifconfig`) and waits for it. Resolves with any exit code. Rejects if it cannot
 * be run or is killed.
 */
export async function runSystemTool(
  [program = '', ...args]: readonly string[],
  {env, signal}: ToolOptions = {},
): Promise<ToolResult> {
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
