import type {Declare} from '../../call.ts';
import type {RequestFlags} from '../request-tasks.ts';
import {addRunOption, textOrJson} from '../run-options.ts';

export const declareStop: Declare = (program, {cli, exit}) => {
  const stop = program
    .command('stop')
    .description('Stop tasks of a run, and first the tasks that need them; the run continues')
    .argument('<task...>', 'tasks to stop');
  addRunOption(stop)
    .addOption(textOrJson())
    .action(async (tasks: string[], flags: RequestFlags) => {
      const {stopCommand} = await import('./command.ts');
      exit(await stopCommand(tasks, flags, cli));
    });
};
