import type {Declare} from './call.ts';
import {pairs} from './option-values.ts';

export const declareCheck: Declare = (program, {world, exit}) => {
  program
    .command('check')
    .description('tell everything that is wrong with the launch file')
    .argument('[file]', 'the launch file (default: the nearest bottle.yaml upward)')
    .option('--var <name=value>', 'set a variable of the file', pairs)
    .action(async (file: string | undefined, flags: {readonly var?: Record<string, string>}) => {
      const {checkCommand} = await import('./check-command.ts');
      exit(await checkCommand(file, flags, world));
    });
};
