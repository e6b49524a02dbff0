import type {Declare} from '../../call.ts';
import {addRunOption, textOrJson} from '../run-options.ts';
import type {RestartFlags} from './command.ts';

export const declareRestart: Declare = (program, {cli, exit}) => {
  const restart = program
    .command('restart')
    .description('Restart tasks of a run, and the tasks that need them, in dependency order')
    .argument('<task...>', 'tasks to restart');
  addRunOption(restart)
    .option('--no-deps', 'do not restart the tasks that need them')
    .option('--renew', 'also lease new addresses and create new certificates, if the tasks use any')
    .addOption(textOrJson())
    .action(async (tasks: string[], flags: RestartFlags) => {
      const {restartCommand} = await import('./command.ts');
      exit(await restartCommand(tasks, flags, cli));
    });
};
