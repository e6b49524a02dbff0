import type {Declare} from '../../call.ts';
import {duration} from '../option-values.ts';
import {addRunOption, textOrJson} from '../run-options.ts';
import type {WaitFlags} from './command.ts';

export const declareWait: Declare = (program, {cli, exit}) => {
  const wait = program
    .command('wait')
    .description('Wait until a run, or some of its tasks, are ready or have ended')
    .argument('[task...]', 'tasks to wait for (default: the whole run)');
  addRunOption(wait)
    .option('--timeout <duration>', 'give up after this time, with exit code 124', duration)
    .addOption(textOrJson())
    .addHelpText('after', EXIT_CODES)
    .action(async (tasks: string[], flags: WaitFlags) => {
      const {waitCommand} = await import('./command.ts');
      exit(await waitCommand(tasks, flags, cli));
    });
};

const EXIT_CODES = `
Exits with 0 when everything is ready, with the exit code of the run if it has ended,
and with 1 if a task could not be restarted or the process of the run is gone without a teardown.
With tasks: 0 if all are ready or have succeeded, otherwise the exit code of the first that has not.`;
