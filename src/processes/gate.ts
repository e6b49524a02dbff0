import {realpath} from 'node:fs/promises';
import {basename, isAbsolute, resolve} from 'node:path';
import {findProgram} from './find-program.ts';
import {hasUsualFormat} from './program-format.ts';
import {simpleCommand} from './simple-command.ts';

/** The descriptor at which a gated command waits. */
export const GATE_FD = 3;

/** Waits for one line on the gate, and exits if the gate is closed without it (bottle died). */
const GATE = `read -r bottle_gate <&${GATE_FD} || exit 125; exec ${GATE_FD}<&-; `;

/** Waits, then becomes the given program. */
const BECOME = `${GATE}exec "$@"`;

/**
 * Runs the script in the shell that waited, so no second shell has to be started. `eval` parses the script only after the gate has
 * opened, and counts its lines from 1.
 */
const EVALUATE = 'bottle_gate=$1; shift; eval "unset bottle_gate; $bottle_gate"';

/** A program and its arguments, or a script and its shell. A script ends at its first failing command. */
export type Program = {readonly argv: readonly string[]} | Script;

interface Script {
  readonly shell: string;
  readonly script: string;
}

/** The working directory and the complete environment of a program. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Environment;
}

/** The arguments that start a command which waits at its gate. */
export interface GatedCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The zeroth argument, if it differs from `file`. */
  readonly argv0?: string;
  /** Environment variables that do not reach the command, because its shell drops them. */
  readonly droppedNames: readonly string[];
}

/**
 * Wraps a command so that it waits at its gate. dash and busybox drop environment variables whose names are not valid in a shell
 * (`A.B`, `X-Y`); bash and zsh keep them. If there are such names, a different program waits at the gate.
 */
export async function gated(program: Program, {cwd, env}: Surroundings): Promise<GatedCommand> {
  const simplified = withoutShell(program, {cwd, env});
  if ('argv' in simplified) return await programGate(simplified.argv, oddNames(env), env.PATH);
  return await shellCommand(simplified, env, GATE + EVALUATE);
}

/**
 * Builds the command for a forker; `undefined` if the shell is not found, because a forker would notice that too late, or if a shell must
 * check the format of the program. The forker's child waits at the gate and passes on all variables, so no wrapper is needed.
 */
export async function forkable(
  program: Program,
  {cwd, env}: Surroundings,
): Promise<ForkableCommand | undefined> {
  const simplified = withoutShell(program, {cwd, env});
  if ('argv' in simplified) {
    const [name = ''] = simplified.argv;
    const isUsual = programOf(name, {cwd, env})?.isUsual ?? true;
    return isUsual ? {file: name, argv: simplified.argv, droppedNames: []} : undefined;
  }
  const {file, args, argv0 = file, droppedNames} = await shellCommand(simplified, env, EVALUATE);
  const shell = findAbsolute(file, env.PATH);
  return shell && {file: shell.file, argv: [argv0, ...args], droppedNames};
}

/** A command without a gate. */
export interface ForkableCommand extends Pick<GatedCommand, 'file' | 'droppedNames'> {
  /** Includes the zeroth argument. */
  readonly argv: readonly string[];
}

type Environment = Readonly<Record<string, string>>;

/**
 * The program that a script starts, if it needs no shell for that (see {@link simpleCommand}). If there is no such program, or it may
 * not be one of this machine, the shell reports that.
 */
function withoutShell(program: Program, {cwd, env}: Surroundings): Program {
  if ('argv' in program || program.shell !== 'sh' || !isUsualShell(env)) return program;
  const argv = simpleCommand(program.script, env);
  const [name] = argv ?? [];
  if (!argv || name === undefined) return program;
  return programOf(name, {cwd, env})?.isUsual ? {argv} : program;
}

/** The file of a program; `undefined` if there is none, or if it depends on the working directory which one it is. */
function programOf(name: string, {cwd, env: {PATH}}: Surroundings): FoundProgram | undefined {
  if (!name.includes('/')) return findAbsolute(name, PATH);
  const file = findProgram(resolve(cwd, name));
  return file === undefined ? undefined : found(file);
}

/** Whether `sh` is the system's, and gets no functions from the environment, which could replace programs. */
function isUsualShell(env: Environment): boolean {
  for (const name in env) if (name.startsWith('BASH_FUNC_')) return false;
  const file = findAbsolute('sh', env.PATH)?.file;
  return file === '/bin/sh' || file === '/usr/bin/sh';
}

function oddNames(env: Environment): readonly string[] {
  const odd: string[] = [];
  for (const name in env) if (!OF_A_SHELL.test(name)) odd.push(name);
  return odd;
}

// Shared, because a regular expression inside a function is created again for each name.
const OF_A_SHELL = /^[A-Za-z_]\w*$/;

async function shellCommand(
  {shell, script}: Script,
  env: Environment,
  evaluate: string,
): Promise<GatedCommand> {
  const odd = oddNames(env);
  const plain = {file: shell, args: ['-e', '-c', evaluate, shell, script]};
  if (odd.length === 0 || (await keepsNames(shell, env.PATH))) return {...plain, droppedNames: []};
  const bash = shell === 'sh' ? findProgram('bash', env.PATH) : undefined;
  if (bash === undefined) return {...plain, droppedNames: odd};
  return {file: bash, args: [...AS_SH, ...plain.args], argv0: 'sh', droppedNames: []};
}

interface FoundProgram {
  readonly file: string;
  /** See {@link hasUsualFormat}. */
  readonly isUsual: boolean;
}

function found(file: string): FoundProgram {
  return {file, isUsual: hasUsualFormat(file)};
}

/** A program with an absolute path. Cached, since tasks use few programs. */
function findAbsolute(program: string, path = ''): FoundProgram | undefined {
  const key = `${program}:${path}`;
  const known = programs.get(key);
  if (known) return known;
  const file = findProgram(program, path);
  if (file === undefined || !isAbsolute(file)) return undefined;
  const fresh = found(file);
  programs.set(key, fresh);
  return fresh;
}

const programs = new Map<string, FoundProgram>();

/** Makes bash behave like dash: it imports no functions from the environment, and its `echo` interprets backslashes. */
const AS_SH = ['-p', '-O', 'xpg_echo'];

/** Does the same as {@link BECOME} in Perl, which passes its environment on unchanged. Debian always has Perl. */
const BECOME_BY_PERL = [
  `open(my $gate, "<&=", ${GATE_FD}) or exit 125; my $line = <$gate>; exit 125 unless defined($line) && $line =~ /\\n$/;`,
  'close($gate); exec { $ARGV[0] } @ARGV;',
  'my $found = $!{ENOENT} ? 127 : 126; print STDERR "$ARGV[0]: $!\\n"; exit $found;',
].join(' ');

/** Never passes values as arguments of `env`, because every user of the machine can read those, and a value may be a secret. */
async function programGate(
  argv: readonly string[],
  odd: readonly string[],
  path: string | undefined,
): Promise<GatedCommand> {
  const plain = {file: '/bin/sh', args: ['-c', BECOME, 'sh', ...argv]};
  if (odd.length === 0) return {...plain, droppedNames: []};
  const bash = findProgram('bash', path);
  if (bash !== undefined) return {file: bash, args: ['-p', '-c', BECOME, 'sh', ...argv], droppedNames: []};
  const perl = findProgram('perl', path);
  if (perl !== undefined) return {file: perl, args: ['-e', BECOME_BY_PERL, '--', ...argv], droppedNames: []};
  return {...plain, droppedNames: (await keepsNames('/bin/sh', path)) ? [] : odd};
}

async function keepsNames(shell: string, path: string | undefined): Promise<boolean> {
  const file = findProgram(shell, path);
  const real = file && (await realpath(file).catch(() => undefined));
  return real !== undefined && /^(bash|zsh)/.test(basename(real));
}
