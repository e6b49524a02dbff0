import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import type {PsFlags} from './command.ts';

export const declarePs: Declare = (program, {cli, exit}) => {
  program
    .command('ps')
    .description('List the runs on this machine, with the state of their tasks')
    .argument('[run...]', 'runs by name, id or a pattern such as shop-* (default: all live and dead runs)')
    .option('-a, --all', 'also list runs that have ended')
    .option('--watch', 'refresh every second, with the current CPU usage')
    .addOption(new Option('--format <format>', 'output format').choices(['text', 'json']).default('text'))
    .action(async (words: string[], flags: PsFlags) => {
      const {psCommand} = await import('./command.ts');
      exit(await psCommand(words, flags, cli));
    });
};
