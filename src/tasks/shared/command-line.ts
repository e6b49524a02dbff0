import type {ResolvedCommand} from '../../values/value-source.ts';

/** The arguments and environment that execute a command. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The argument list of a command. A script runs with `-e`, so it ends at its first failing command. The values of its references are
 * passed in its environment, so they need no quoting.
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
 * A command in one line, for display: the first line of a script, or the arguments separated by spaces.
 * @param text resolves references, for plans; by default they are shown unresolved
 */
export function commandText(
  command: string | readonly string[],
  text: (source: string) => string = source => source,
): string {
  const line = text(typeof command === 'string' ? command : command.join(' '));
  const [first = '', ...rest] = line.trim().split('\n');
  return rest.length > 0 ? `${first} …` : first;
}
