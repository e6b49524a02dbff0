import {realpath} from 'node:fs/promises';
import {basename, isAbsolute} from 'node:path';
import {findProgram} from './find-program.ts';

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
const EVALUATE = 'bottle_gate=$1; shift; eval "unset bottle_gate; $bottle_gate"';

/** A program and its arguments, or a script and its shell; the script ends at its first failing line. */
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
export async function gated(program: Program, env: Environment): Promise<GatedCommand> {
  if ('argv' in program) return await programGate(program.argv, oddNames(env), env.PATH);
  return await shellCommand(program, env, GATE + EVALUATE);
}

/**
 * The same command for a forker, which waits at the gate by itself, and passes every name on; `undefined` if its shell is not
 * found, which a forker would find out too late.
 */
export async function forkable(program: Program, env: Environment): Promise<ForkableCommand | undefined> {
  if ('argv' in program) return {file: program.argv[0] ?? '', argv: program.argv, droppedNames: []};
  const {file, args, argv0 = file, droppedNames} = await shellCommand(program, env, EVALUATE);
  const found = await findShell(file, env.PATH);
  return found === undefined ? undefined : {file: found, argv: [argv0, ...args], droppedNames};
}

/** A command without a gate. */
export interface ForkableCommand extends Pick<GatedCommand, 'file' | 'droppedNames'> {
  /** From the zeroth on. */
  readonly argv: readonly string[];
}

type Environment = Readonly<Record<string, string>>;

function oddNames(env: Environment): readonly string[] {
  const odd: string[] = [];
  for (const name in env) if (!OF_A_SHELL.test(name)) odd.push(name);
  return odd;
}

// One for all: an expression inside a function is made anew for each name.
const OF_A_SHELL = /^[A-Za-z_]\w*$/;

async function shellCommand(
  {shell, script}: Extract<Program, {readonly shell: string}>,
  env: Environment,
  evaluate: string,
): Promise<GatedCommand> {
  const odd = oddNames(env);
  const plain = {file: shell, args: ['-e', '-c', evaluate, shell, script]};
  if (odd.length === 0 || (await keepsNames(shell, env.PATH))) return {...plain, droppedNames: []};
  const bash = shell === 'sh' ? await findProgram('bash', env.PATH) : undefined;
  if (bash === undefined) return {...plain, droppedNames: odd};
  return {file: bash, args: [...AS_SH, ...plain.args], argv0: 'sh', droppedNames: []};
}

/** The path of a shell, independent of the command's folder; cached, since tasks use few shells. */
async function findShell(shell: string, path = ''): Promise<string | undefined> {
  const key = `${shell}:${path}`;
  const known = shells.get(key) ?? (await findProgram(shell, path));
  if (known === undefined || !isAbsolute(known)) return undefined;
  shells.set(key, known);
  return known;
}

const shells = new Map<string, string>();

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
  const bash = await findProgram('bash', path);
  if (bash !== undefined) return {file: bash, args: ['-p', '-c', BECOME, 'sh', ...argv], droppedNames: []};
  const perl = await findProgram('perl', path);
  if (perl !== undefined) return {file: perl, args: ['-e', BECOME_BY_PERL, '--', ...argv], droppedNames: []};
  return {...plain, droppedNames: (await keepsNames('/bin/sh', path)) ? [] : odd};
}

async function keepsNames(shell: string, path: string | undefined): Promise<boolean> {
  const file = await findProgram(shell, path);
  const real = file && (await realpath(file).catch(() => undefined));
  return real !== undefined && /^(bash|zsh)/.test(basename(real));
}
