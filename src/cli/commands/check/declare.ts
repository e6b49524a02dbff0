import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import type {CheckFlags} from './command.ts';
import {pairs} from '../option-values.ts';

export const declareCheck: Declare = (program, {world, exit}) => {
  program
    .command('check')
    .description('tell everything that is wrong with the launch file, and what is doubtful')
    .argument('[file]', 'the launch file (default: the nearest bottle.yaml upward)')
    .option('--var <name=value>', 'set a variable of the file', pairs)
    .option('--strict', 'exit with 2 where there are warnings, too')
    .addOption(
      new Option('--format <format>', 'how to tell it: `github` is for annotations in GitHub Actions')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .action(async (file: string | undefined, flags: CheckFlags) => {
      const {checkCommand} = await import('./command.ts');
      exit(await checkCommand(file, flags, world));
    });
};
