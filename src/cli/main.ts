import {Command, CommanderError, InvalidArgumentError, Option} from 'commander';
import manifest from '../../package.json' with {type: 'json'};
import {EXIT_INVALID, failureCode} from './exit-code.ts';
import type {RunFlags} from './run-command.ts';
import type {World} from './world.ts';

/**
 * Runs one call of the command line and gives its exit code.
 *
 * @param argv without the program's name
 */
export async function main(argv: readonly string[], world: World): Promise<number> {
  // What follows `--` belongs to another program; commander shall not look at it.
  const at = argv.indexOf('--');
  const [own, command] = at === -1 ? [argv, undefined] : [argv.slice(0, at), argv.slice(at + 1)];
  let code = 0;
  const program = createProgram(world, {command, exit: given => (code = given)});
  try {
    await program.parseAsync([...own], {from: 'user'});
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_INVALID;
    // Else Node would print a line of the bundle, which is thousands of characters long.
    const {failureText} = await import('./failure-text.ts');
    const {message, stack = ''} = error instanceof Error ? error : new Error(String(error));
    const failure = {reason: 'internal', message, stack} as const;
    world.stderr.write(`${failureText(failure)}\n`);
    return failureCode(failure);
  }
}

interface Call {
  /** What stood after `--`. */
  readonly command: readonly string[] | undefined;
  readonly exit: (code: number) => void;
}

function createProgram(world: World, {command, exit}: Call): Command {
  const program = new Command('bottle')
    .description(
      'brings up the tasks of a launch file in the order of their needs, and takes everything down again',
    )
    .version(manifest.version)
    .exitOverride()
    .configureOutput({writeOut: text => world.stdout.write(text), writeErr: text => world.stderr.write(text)})
    .showHelpAfterError('(`bottle --help` tells more)')
    .enablePositionalOptions();

  program
    .command('run')
    .description('bring up the tasks named and what they need, or all; hold; take everything down')
    .argument('[file|task...]', 'the launch file (default: the nearest bottle.yaml upward), then tasks')
    .usage('[options] [file] [task...] [-- command...]')
    .option('--var <name=value>', 'set a variable of the file', pairs)
    .option('--tag <tag>', 'bring up the tasks with this tag, and what they need', collect)
    .option('--until <task>', 'end the run when this task has ended')
    .option('--only <task>', 'bring up this task alone, without what it needs')
    .option('--given <task.output=value>', 'with --only: what a need would have given', collect)
    .option(
      '--jobs <n>',
      'how many tasks may be starting at once (default: 64, or `jobs` of the file)',
      positiveNumber,
    )
    .option('--keep-going', 'after a failure, let the tasks come up that do not need the failed one')
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nWith `-- command` bottle runs the command once everything is ready, and exits with its exit code;\nits own words then go to stderr.',
    )
    .action(async (words: string[], flags: RunFlags) => {
      const {runCommand} = await import('./run-command.ts');
      exit(await runCommand(words, {...flags, command}, world));
    });

  program
    .command('check')
    .description('tell everything that is wrong with the launch file')
    .argument('[file]', 'the launch file (default: the nearest bottle.yaml upward)')
    .option('--var <name=value>', 'set a variable of the file', pairs)
    .action(async (file: string | undefined, flags: {readonly var?: Record<string, string>}) => {
      const {checkCommand} = await import('./check-command.ts');
      exit(await checkCommand(file, flags, world));
    });

  return program;
}

function formatOption(): Option {
  return new Option(
    '--format <format>',
    'how to tell what happens: `auto` is a live view on a terminal and plain lines elsewhere',
  )
    .choices(['auto', 'plain', 'json'])
    .default('auto');
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function pairs(
  value: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = value.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('expected `name=value`.');
  return {...before, [value.slice(0, at)]: value.slice(at + 1)};
}

function positiveNumber(value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new InvalidArgumentError('expected a whole number from 1.');
  return Number(value);
}
