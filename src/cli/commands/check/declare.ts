import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import type {CheckFlags} from './command.ts';
import {positiveNumber} from '../option-values.ts';
import {addFileOptions} from '../choosing-options.ts';

export const declareCheck: Declare = (program, {cli, exit}) => {
  const check = program
    .command('check')
    .description('Check the launch file for errors and likely mistakes')
    .argument('[file]', 'launch file (default: the nearest bottle.yaml, searching upward)');
  addFileOptions(check)
    .option(
      '--copies <n>',
      'also report conflicts between this many concurrent runs of the file',
      positiveNumber,
    )
    .option('--strict', 'exit with code 2 on warnings as well')
    .addOption(
      new Option('--format <format>', 'output format; `github` prints annotations for GitHub Actions')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .action(async (file: string | undefined, flags: CheckFlags) => {
      const {checkCommand} = await import('./command.ts');
      exit(await checkCommand(file, flags, cli));
    });
};
