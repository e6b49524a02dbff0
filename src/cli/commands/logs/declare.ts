import {InvalidArgumentError, Option} from 'commander';
import {parseDuration} from '../../../vocabulary/duration.ts';
import type {Declare} from '../../call.ts';
import {addRunOption, textOrJson} from '../run-options.ts';
import type {LogsFlags} from './command.ts';

export const declareLogs: Declare = (program, {cli, exit}) => {
  const logs = program
    .command('logs')
    .description('Print the output of tasks, of a live run or one that has ended')
    .argument('[task...]', 'tasks to print the output of (default: all, with the events of the run)');
  addRunOption(logs)
    .option('-f, --follow', 'follow new output until the run ends')
    .addOption(
      new Option(
        '--since <time>',
        'print only lines since a time, or since a duration ago such as `10m`',
      ).argParser(startTime),
    )
    .option('-n, --tail <lines>', 'print only the last lines of each task', wholeNumber)
    .option('-t, --timestamps', 'print the time of each line, in UTC')
    .option('--no-prefix', 'print only output, without task names and messages of bottle')
    .addOption(textOrJson())
    .action(async (tasks: string[], flags: LogsFlags) => {
      const {logsCommand} = await import('./command.ts');
      exit(await logsCommand(tasks, flags, cli));
    });
};

/** The time for `--since`: a duration ago, or a date. */
function startTime(value: string): Date {
  const time = new Date(value);
  if (/^\d{4}-\d\d/.test(value) && !Number.isNaN(time.getTime())) return time;
  try {
    return new Date(Date.now() - parseDuration(value));
  } catch {
    throw new InvalidArgumentError(
      'Expected a duration such as `10m`, or a time such as `2026-11-28T18:05`.',
    );
  }
}

function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(value);
}
