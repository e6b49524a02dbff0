import type {ResolvedCommand} from '../../values/value-source.ts';

/** The program to execute for a command, and its environment. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The argument list of a command. A script runs with `-e`, so that it ends at its first failing line; the values of its
 * references go into its environment, where no quoting can break them.
 */
export function commandLine(
  command: ResolvedCommand,
  shell: string,
  env: Readonly<Record<string, string>>,
): CommandLine {
  return command.form === 'argv'
    ? {argv: command.argv, env}
    : {argv: [shell, '-e', '-c', command.script], env: {...env, ...command.values}};
}

/**
 * A command as people write it, in one line: the script's first line, or the arguments with blanks between.
 * @param text resolves its references, for plans; by default they stay as they are written
 */
export function commandText(
  command: string | readonly string[],
  text: (source: string) => string = source => source,
): string {
  const line = text(typeof command === 'string' ? command : command.join(' '));
  const [first = '', ...rest] = line.trim().split('\n');
  return rest.length > 0 ? `${first} …` : first;
}
