import {access, constants, realpath} from 'node:fs/promises';
import {basename, delimiter, join} from 'node:path';

/** The descriptor at which a gated command waits. */
export const GATE_FD = 3;

/** Waits for one line on the gate; without it (bottle is gone) it ends. */
const GATE = `read -r bottle_gate <&${GATE_FD} || exit 125; exec ${GATE_FD}<&-; `;

/** Becomes the program that is given. */
const BECOME = `${GATE}exec "$@"`;

/**
 * Runs the script that is given in the shell that waited: no other process has to be started for that. By `eval`, so that
 * neither a mistake in the script comes before the gate, nor are its lines counted from elsewhere.
 */
const EVALUATE = `${GATE}bottle_gate=$1; shift; eval "unset bottle_gate; $bottle_gate"`;

/** A program and its arguments, or a script and the shell that runs it, which ends at its first failing line. */
export type Program = {readonly argv: readonly string[]} | {readonly shell: string; readonly script: string};

/** How a command is started so that it waits for its gate. */
export interface GatedCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The name the program is started under, if it is not `file`. */
  readonly argv0?: string;
  /** Names in the environment that do not reach the command, because its own shell drops them. */
  readonly droppedNames: readonly string[];
}

/**
 * The command behind its gate. A name in the environment that is not a shell's (`A.B`, `X-Y`) would be lost on the way: dash and
 * busybox drop those, bash and zsh keep them. Only if there are such names another shell waits at the gate.
 */
export async function gated(program: Program, env: Readonly<Record<string, string>>): Promise<GatedCommand> {
  const odd = Object.keys(env).filter(name => !/^[A-Za-z_]\w*$/.test(name));
  if ('argv' in program) return await programGate(program.argv, odd, env.PATH);
  const {shell, script} = program;
  const plain = {file: shell, args: ['-e', '-c', EVALUATE, shell, script]};
  if (odd.length === 0 || (await keepsNames(shell, env.PATH))) return {...plain, droppedNames: []};
  const bash = shell === 'sh' ? await find('bash', env.PATH) : undefined;
  if (bash === undefined) return {...plain, droppedNames: odd};
  return {file: bash, args: [...AS_SH, ...plain.args], argv0: 'sh', droppedNames: []};
}

/** Bash as a POSIX shell like dash: it takes no functions from the environment, and its `echo` knows backslashes. */
const AS_SH = ['-p', '-O', 'xpg_echo'];

/** Waits and becomes the program like {@link BECOME}: Perl passes its environment on unchanged, and Debian always has it. */
const BECOME_BY_PERL = [
  `open(my $gate, "<&=", ${GATE_FD}) or exit 125; my $line = <$gate>; exit 125 unless defined($line) && $line =~ /\\n$/;`,
  'close($gate); exec { $ARGV[0] } @ARGV;',
  'my $found = $!{ENOENT} ? 127 : 126; print STDERR "$ARGV[0]: $!\\n"; exit $found;',
].join(' ');

/** Never by arguments of `env`: everyone on the machine may read those, and a value may be a secret. */
async function programGate(
  argv: readonly string[],
  odd: readonly string[],
  path: string | undefined,
): Promise<GatedCommand> {
  const plain = {file: '/bin/sh', args: ['-c', BECOME, 'sh', ...argv]};
  if (odd.length === 0) return {...plain, droppedNames: []};
  const bash = await find('bash', path);
  if (bash !== undefined) return {file: bash, args: ['-p', '-c', BECOME, 'sh', ...argv], droppedNames: []};
  const perl = await find('perl', path);
  if (perl !== undefined) return {file: perl, args: ['-e', BECOME_BY_PERL, '--', ...argv], droppedNames: []};
  return {...plain, droppedNames: (await keepsNames('/bin/sh', path)) ? [] : odd};
}

async function keepsNames(shell: string, path: string | undefined): Promise<boolean> {
  const file = shell.includes('/') ? shell : await find(shell, path);
  const real = file && (await realpath(file).catch(() => undefined));
  return real !== undefined && /^(bash|zsh)/.test(basename(real));
}

/** Where a program is on the search path. */
async function find(name: string, path = ''): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return undefined;
}
