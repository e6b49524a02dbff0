import {once} from 'node:events';
import {constants} from 'node:os';
import {resolve} from 'node:path';
import {startChild} from '../../../processes/start-child.ts';
import type {ExecTarget} from '../../../runner/exec-place.ts';
import {codeOf, syscallOf} from '../../../vocabulary/caught-error.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {whenFired} from '../../../runner/when-fired.ts';
import type {CliContext} from '../../context.ts';
import {EXIT_INVALID} from '../../exit-code.ts';
import {listenToSignals} from '../../signals.ts';
import type {ExecCall} from './call.ts';

/**
 * Runs a command on the host in the environment of the task, with the terminal and streams of this process, and returns its exit code.
 * The command carries the mark of the task, so that stopping the task also stops the command.
 */
export async function execOnHost(
  {cwd, env}: Extract<ExecTarget, {readonly where: 'host'}>,
  {argv: [program = '', ...args], user, workdir, over}: ExecCall,
  cli: CliContext,
): Promise<number> {
  if (user !== undefined) {
    cli.stderr.write('error: `--user` is for containers and machines; this task runs on the host\n');
    return EXIT_INVALID;
  }
  const signals = listenToSignals([]);
  // The terminal also sends these signals to the command.
  signals.ignoreKeys(cli.stdin.isTTY === true);
  try {
    const child = startChild(program, args, {
      ...{cwd: resolve(cwd, workdir ?? '.'), env: {...env, ...terminalEnv(cli)}, stdio: 'inherit'},
    });
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    for (const signal of [signals.first, signals.second])
      whenFired(signal, name => child.kill(name as NodeJS.Signals));
    whenFired(over, () => child.kill('SIGTERM'));
    const [code, signal] = await exited;
    return code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
  } catch (error) {
    return refuse(program, error, cli);
  } finally {
    signals.close();
  }
}

/** Variables that describe this terminal; the run may have been started on another one. */
export function terminalEnv({env, stdin}: CliContext): Readonly<Record<string, string>> {
  const {TERM, COLORTERM} = env;
  if (stdin.isTTY !== true) return {};
  return {...(TERM !== undefined && {TERM}), ...(COLORTERM !== undefined && {COLORTERM})};
}

/** Prints an error. Returns 127 for a missing program and 126 if it cannot be executed, as shells do. */
function refuse(program: string, error: unknown, {stderr}: CliContext): number {
  if (!syscallOf(error)?.startsWith('spawn')) throw error;
  const code = codeOf(error);
  const isMissing = code === 'ENOENT';
  const why = isMissing ? 'no such program, or the working directory does not exist' : code;
  stderr.write(`error: cannot run \`${printable(program)}\`: ${why}\n`);
  return isMissing ? 127 : 126;
}
