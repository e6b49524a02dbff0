import type {Declare} from '../../call.ts';
import type {RequestFlags} from '../request-tasks.ts';
import {addRunOption, textOrJson} from '../run-options.ts';

export const declareStart: Declare = (program, {world, exit}) => {
  const start = program
    .command('start')
    .description('Start tasks of a run that are not up, with all that they need')
    .argument('<task...>', 'tasks to start');
  addRunOption(start)
    .addOption(textOrJson())
    .action(async (tasks: string[], flags: RequestFlags) => {
      const {startCommand} = await import('./command.ts');
      exit(await startCommand(tasks, flags, world));
    });
};
