import {findProgram} from './find-program.ts';
import type {Program, Surroundings} from './program.ts';
import {keepsNames, oddNames, shellCommand, type CommandLine} from './shell-command.ts';
import {withoutShell} from './without-shell.ts';

/** The descriptor at which a gated command waits. */
export const GATE_FD = 3;

/** Waits for one line on the gate, and exits if the gate is closed without it (bottle died). */
const GATE = `read -r bottle_gate <&${GATE_FD} || exit 125; exec ${GATE_FD}<&-; `;

/** Waits, then becomes the given program. */
const BECOME = `${GATE}exec "$@"`;

/**
 * The command line of a program that waits at its gate in a shell. For variables that the shell would drop (see {@link shellCommand}), a
 * different program waits at the gate.
 */
export async function gated(program: Program, {cwd, env}: Surroundings): Promise<CommandLine> {
  const simplified = withoutShell(program, {cwd, env});
  if ('argv' in simplified) return await programGate(simplified.argv, oddNames(env), env.PATH);
  return await shellCommand(simplified, env, GATE);
}

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
): Promise<CommandLine> {
  const plain = {file: '/bin/sh', args: ['-c', BECOME, 'sh', ...argv]};
  if (odd.length === 0) return {...plain, droppedNames: []};
  const bash = findProgram('bash', path);
  if (bash !== undefined) return {file: bash, args: ['-p', '-c', BECOME, 'sh', ...argv], droppedNames: []};
  const perl = findProgram('perl', path);
  if (perl !== undefined) return {file: perl, args: ['-e', BECOME_BY_PERL, '--', ...argv], droppedNames: []};
  return {...plain, droppedNames: (await keepsNames('/bin/sh', path)) ? [] : odd};
}
