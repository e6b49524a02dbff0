import type {Declare} from '../../call.ts';
import {addRunOption, textOrJson} from '../run-options.ts';
import type {OpenFlags} from './command.ts';

export const declareOpen: Declare = (program, {cli, exit}) => {
  const open = program
    .command('open')
    .description('Print the URL of a task, and open it in a browser if there is a desktop')
    .argument('[task]', 'task to open (default: the only one with an http URL)');
  addRunOption(open)
    .addOption(textOrJson())
    .addHelpText(
      'after',
      '\nThe browser is opened only if the output is a terminal: `curl "$(bottle open web)"` opens nothing.',
    )
    .action(async (task: string | undefined, flags: OpenFlags) => {
      const {openCommand} = await import('./command.ts');
      exit(await openCommand(task, flags, cli));
    });
};
