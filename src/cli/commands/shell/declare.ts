import type {Declare} from '../../call.ts';
import {addExecOptions} from '../exec/declare.ts';
import type {ExecFlags} from '../exec/call.ts';

export const declareShell: Declare = (program, {cli, exit}) => {
  const command = program
    .command('shell')
    .description('Open a shell in the container or machine of a task, or on the host with its environment')
    .argument('<task>', 'task of a live run')
    .action(async (task: string, flags: ExecFlags) => {
      const {shellCommand} = await import('../exec/command.ts');
      exit(await shellCommand(task, flags, cli));
    });
  addExecOptions(command);
};
