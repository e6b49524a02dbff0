import type {Command} from 'commander';
import type {Declare} from '../../call.ts';
import {addRunOption} from '../run-options.ts';
import type {ExecFlags} from './call.ts';

export const declareExec: Declare = (program, {cli, command = [], exit}) => {
  const declared = program
    .command('exec')
    .description('Run a command in the container or machine of a task, or on the host with its environment')
    .argument('<task>', 'task of a live run')
    .argument('[command...]', 'command with its arguments, also after `--`')
    .usage('[options] <task> [--] command...')
    .passThroughOptions()
    .action(async (task: string, args: readonly string[], flags: ExecFlags) => {
      const argv =
        args.length > 0 && command.length > 0 ? [...args, '--', ...command] : [...args, ...command];
      if (argv.length === 0) declared.error('error: no command given; use `bottle shell` for a shell');
      const {execCommand} = await import('./command.ts');
      exit(await execCommand(task, argv, flags, cli));
    });
  addExecOptions(declared);
};

/** The options of `exec` and `shell`. */
export function addExecOptions(command: Command): void {
  addRunOption(command)
    .option('-u, --user <user>', 'user inside the container or machine (default: its own)')
    .option('-w, --workdir <folder>', 'working directory (default: that of the task)');
}
