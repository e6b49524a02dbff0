import type {Declare} from '../../call.ts';
import {collect, duration} from '../option-values.ts';
import {textOrJson} from '../run-options.ts';
import type {DownFlags} from './command.ts';

export const declareDown: Declare = (program, {cli, exit}) => {
  const down = program
    .command('down')
    .description('Stop runs, and clean up after dead ones')
    .argument(
      '[run|file...]',
      'runs by name, id or a pattern such as shop-*, or their launch files (default: the nearest bottle.yaml, searching upward)',
    )
    .option(
      '-f, --file <file>',
      'launch file; if given several times, `--volumes` also deletes volumes at places of the later files',
      collect,
    )
    .option('--all', 'stop all runs on this machine')
    .option('--volumes', 'delete the kept volumes of the launch files as well, with their data')
    .option(
      '--stop-timeout <duration>',
      'time limit for the whole teardown (default: `stop_timeout` of the file)',
      duration,
    )
    .option('--forget <run>', 'clean up a dead run, and forget leftovers that cannot be removed')
    .addOption(textOrJson())
    .addHelpText('after', EXIT_CODES)
    .action(async (words: string[], flags: DownFlags) => {
      const {all = false, forget, volumes = false, file: files = []} = flags;
      if (files.length > 0 && (all || words.length > 0 || forget !== undefined))
        down.error('error: `--file` already selects the launch file; leave out other runs and files');
      if (volumes && forget !== undefined)
        down.error('error: `--forget` keeps volumes; leave out `--volumes`');
      if (words.length > 0 && forget !== undefined)
        down.error('error: `--forget` takes a run id; leave out the file');
      if (words.length > 0 && all)
        down.error('error: `--all` already includes every run; leave out the others');
      if (forget === undefined) {
        const {downCommand} = await import('./command.ts');
        exit(await downCommand(words, flags, cli));
      } else {
        const {forgetCommand} = await import('./forget.ts');
        exit(await forgetCommand(forget, cli));
      }
    });
};

const EXIT_CODES = `
Ctrl-C skips the grace periods. Exits with 0 if nothing is left, with 3 if something
could not be stopped or removed, and with 1 if a run does not respond.`;
