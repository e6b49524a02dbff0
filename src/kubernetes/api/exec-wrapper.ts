import {ChannelError, type ExecOptions} from '../../channels/channel.ts';
import {MARKER} from '../../channels/exec-marker.ts';

/** A command wrapped in a script: the container's own shell sets it up and executes it with `exec`. */
export interface WrappedCommand {
  readonly argv: readonly string[];
  /** The input of the shell, which precedes that of the command; absent if the shell reads none. */
  readonly input?: string;
}

/**
 * Sets the marker `$1`, changes to the folder `$2`, and executes the rest. Variables are read from stdin, as shell
 * commands that end with a line that contains only the marker: the arguments of a command are part of a URL, which API
 * servers write to audit logs. `$3` is `only` if stdin contains only variables, `more` if input for the command
 * follows, and empty without variables.
 */
const SCRIPT = `
export ${MARKER}="$1"
fail() { echo "$${MARKER}$1" >&2; exit 127; }
if [ -n "$3" ]; then
  text=
  while IFS= read -r line && [ "$line" != "$1" ]; do text="$text$line
"; done
  eval "$text"
  [ "$3" = more ] || exec < /dev/null
fi
if [ -n "$2" ]; then cd "$2" 2> /dev/null || fail folder; fi
shift 3
command -v "$1" > /dev/null 2>&1 || fail program
exec "$@"`;

/** Options of a command that the exec API of pods does not support. */
export type WrapperOptions = Pick<ExecOptions, 'workdir' | 'env' | 'user'> & {
  readonly marker: string;
  readonly tty: boolean;
  readonly stdin: boolean;
};

/** @throws ChannelError for options that pods do not support */
export function wrapped(
  argv: readonly string[],
  {marker, workdir = '', env = {}, user, tty, stdin}: WrapperOptions,
): WrappedCommand {
  if (user !== undefined)
    throw new ChannelError(
      `cannot run as \`${user}\`: in a cluster, a command runs as the user of its container`,
      'request',
    );
  const variables = Object.entries(env);
  const start = ['sh', '-c', SCRIPT, 'sh', marker, workdir];
  if (variables.length === 0) return {argv: [...start, '', ...argv]};
  // A terminal would echo its input.
  if (tty)
    return {argv: [...start, '', 'env', ...variables.map(([name, value]) => `${name}=${value}`), ...argv]};
  const lines = variables.map(([name, value]) => `export ${identifier(name)}=${quoted(value)}\n`);
  return {argv: [...start, stdin ? 'more' : 'only', ...argv], input: `${lines.join('')}${marker}\n`};
}

/** The error of a wrapper that could not start its command, from the beginning of its stderr. */
export function wrapperProblem(
  marker: string,
  output: string,
  {argv: [program = ''], workdir = ''}: {readonly argv: readonly string[]; readonly workdir?: string},
): ChannelError | undefined {
  if (!output.startsWith(marker)) return undefined;
  const why = output.startsWith(`${marker}folder`)
    ? `the folder \`${workdir}\` does not exist in the container`
    : `exec: "${program}": executable file not found in $PATH`;
  return new ChannelError(why, 'request');
}

function identifier(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return name;
  throw new ChannelError(`a shell cannot set a variable with the name \`${name}\``, 'request');
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
