import {Option} from 'commander';
import type {Declare} from './call.ts';
import {addChoosing} from './choosing-options.ts';
import type {RunFlags} from './run-command.ts';

export const declareRun: Declare = (program, {world, command, exit}) => {
  const run = program
    .command('run')
    .description('bring up the tasks named and what they need, or all; hold; take everything down');
  addChoosing(run)
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
