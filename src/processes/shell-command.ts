import {realpath} from 'node:fs/promises';
import {basename} from 'node:path';
import {findProgram} from './find-program.ts';
import type {Environment, Script} from './program.ts';

/** The arguments that start a command. */
export interface CommandLine {
  readonly file: string;
  readonly args: readonly string[];
  /** The zeroth argument, if it differs from `file`. */
  readonly argv0?: string;
  /** Environment variables that do not reach the command, because its shell drops them. */
  readonly droppedNames: readonly string[];
}

/**
 * The command line of a script. dash and busybox drop environment variables whose names are not valid in a shell (`A.B`, `X-Y`); bash
 * and zsh keep them. If there are such names, bash replaces `sh`.
 *
 * @param before what the shell does before it parses the script. Default: nothing
 */
export async function shellCommand(
  {shell, script}: Script,
  env: Environment,
  before = '',
): Promise<CommandLine> {
  const evaluate = before + EVALUATE;
  const odd = oddNames(env);
  const plain = {file: shell, args: ['-e', '-c', evaluate, shell, script]};
  if (odd.length === 0 || (await keepsNames(shell, env.PATH))) return {...plain, droppedNames: []};
  const bash = shell === 'sh' ? findProgram('bash', env.PATH) : undefined;
  if (bash === undefined) return {...plain, droppedNames: odd};
  return {file: bash, args: [...AS_SH, ...plain.args], argv0: 'sh', droppedNames: []};
}

/**
 * Runs a script in the shell that has it as an argument, so no second shell has to be started. `eval` parses the script only now, and
 * counts its lines from 1.
 */
const EVALUATE = 'bottle_gate=$1; shift; eval "unset bottle_gate; $bottle_gate"';

/** Makes bash behave like dash: it imports no functions from the environment, and its `echo` interprets backslashes. */
const AS_SH = ['-p', '-O', 'xpg_echo'];

/** The names of variables that are not valid in a shell. */
export function oddNames(env: Environment): readonly string[] {
  const odd: string[] = [];
  for (const name in env) if (!OF_A_SHELL.test(name)) odd.push(name);
  return odd;
}

// Shared, because a regular expression inside a function is created again for each name.
const OF_A_SHELL = /^[A-Za-z_]\w*$/;

/** Whether a shell passes variables with such names on to programs. */
export async function keepsNames(shell: string, path: string | undefined): Promise<boolean> {
  const file = findProgram(shell, path);
  const real = file && (await realpath(file).catch(() => undefined));
  return real !== undefined && /^(bash|zsh)/.test(basename(real));
}
