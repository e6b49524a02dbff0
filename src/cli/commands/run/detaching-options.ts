import {Option, type Command} from 'commander';
import {duration, positiveNumber} from '../option-values.ts';

/** Options for the process, name and lifetime of a run. */
export function addDetaching(command: Command): Command {
  return command
    .option('-d, --detach', 'return when everything is ready; the run continues in the background')
    .option('--name <name>', 'name of the run (default: that of the launch, with a number if it is in use)')
    .option('--new', 'with --detach: start another run, even if one of this file is up')
    .option(
      '--recreate',
      'with --detach: replace the run that is up if the file, variables or options differ',
    )
    .option(
      '--copies <n>',
      'with --detach: start this many runs of the file, called <name>-1, <name>-2 and so on',
      positiveNumber,
    )
    .option('--ttl <duration>', 'stop the run after this time', duration)
    .option('--with-pid <pid>', 'stop the run when this process ends', positiveNumber)
    .addOption(new Option('--copy <number>').hideHelp().argParser(positiveNumber))
    .addOption(new Option('--detached-process <log>').hideHelp());
}
