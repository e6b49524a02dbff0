import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import {addRunOption} from '../run-options.ts';
import type {OutputsFlags} from './command.ts';

export const declareOutputs: Declare = (program, {cli, exit}) => {
  const outputs = program
    .command('outputs')
    .description('Print the outputs of tasks, for scripts')
    .argument('[task[.output]]', 'task, or one of its outputs (default: all outputs of all tasks)');
  addRunOption(outputs)
    .addOption(
      new Option(
        '--format <format>',
        'output format; `env` is for `eval "$(bottle outputs --format env)"`: `TASK_OUTPUT=value`, quoted for a shell',
      )
        .choices(['text', 'env', 'json'])
        .default('text'),
    )
    .option('--reveal', 'also print secret outputs, which are omitted by default; live runs only')
    .action(async (which: string | undefined, flags: OutputsFlags) => {
      const {outputsCommand} = await import('./command.ts');
      exit(await outputsCommand(which, flags, cli));
    });
};
