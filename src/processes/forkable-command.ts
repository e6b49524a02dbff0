import type {Program, Surroundings} from './program.ts';
import {shellCommand, type CommandLine} from './shell-command.ts';
import {findAbsolute, programOf, withoutShell} from './without-shell.ts';

/**
 * The command line for a forker; `undefined` if the shell is not found, because a forker would notice that too late, or if a shell must
 * check the format of the program. The forker's child waits at the gate and passes on all variables, so no wrapper is needed.
 */
export async function forkableCommand(
  program: Program,
  {cwd, env}: Surroundings,
): Promise<ForkableCommand | undefined> {
  const simplified = withoutShell(program, {cwd, env});
  if ('argv' in simplified) {
    const [name = ''] = simplified.argv;
    const isUsual = programOf(name, {cwd, env})?.isUsual ?? true;
    return isUsual ? {file: name, argv: simplified.argv, droppedNames: []} : undefined;
  }
  const {file, args, argv0 = file, droppedNames} = await shellCommand(simplified, env);
  const shell = findAbsolute(file, env.PATH);
  return shell && {file: shell.file, argv: [argv0, ...args], droppedNames};
}

/** A command line without a gate. */
export interface ForkableCommand extends Pick<CommandLine, 'file' | 'droppedNames'> {
  /** Includes the zeroth argument. */
  readonly argv: readonly string[];
}
