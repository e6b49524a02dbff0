import type {Declare} from '../../call.ts';
import type {RequestFlags} from '../request-tasks.ts';
import {addRunOption, textOrJson} from '../run-options.ts';

export const declareStart: Declare = (program, {cli, exit}) => {
  const start = program
    .command('start')
    .description('Start stopped tasks of a run, and their dependencies')
    .argument('<task...>', 'tasks to start');
  addRunOption(start)
    .addOption(textOrJson())
    .action(async (tasks: string[], flags: RequestFlags) => {
      const {startCommand} = await import('./command.ts');
      exit(await startCommand(tasks, flags, cli));
    });
};
