import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import type {PsFlags} from './command.ts';

export const declarePs: Declare = (program, {world, exit}) => {
  program
    .command('ps')
    .description('List the runs on this machine, with the state of their tasks')
    .option('-a, --all', 'also list runs that have ended')
    .option('--watch', 'repaint every second, with the current use of CPU')
    .addOption(new Option('--format <format>', 'output format').choices(['text', 'json']).default('text'))
    .action(async (flags: PsFlags) => {
      const {psCommand} = await import('./command.ts');
      exit(await psCommand(flags, world));
    });
};
