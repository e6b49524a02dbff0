import {Option} from 'commander';
import type {Declare} from './call.ts';
import {collect, pairs, positiveNumber} from './option-values.ts';
import type {RunFlags} from './run-command.ts';

export const declareRun: Declare = (program, {world, command, exit}) => {
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
};

function formatOption(): Option {
  return new Option(
    '--format <format>',
    'how to tell what happens: `auto` is a live view on a terminal and plain lines elsewhere',
  )
    .choices(['auto', 'plain', 'json'])
    .default('auto');
}
