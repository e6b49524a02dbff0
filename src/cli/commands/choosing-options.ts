import type {Command} from 'commander';
import {collect, duration, pairs, positiveNumber} from './option-values.ts';

/** The arguments and options that say what of a file is meant, and how many tasks at once. */
export function addChoosing(command: Command): Command {
  return command
    .argument('[file|task...]', 'the launch file (default: the nearest bottle.yaml upward), then tasks')
    .usage('[options] [file] [task...] [-- command...]')
    .option('--var <name=value>', 'set a variable of the file', pairs)
    .option('--tag <tag>', 'bring up the tasks with this tag, and what they need', collect)
    .option('--until <task>', 'end the run when this task has ended')
    .option(
      '--exit-code-from <task>',
      'exit with the exit code of this task; its end also ends the run, unless `--until` or the file names another',
    )
    .option('--only <task>', 'bring up this task alone, without what it needs')
    .option('--given <task.output=value>', 'with --only: what a need would have given', collect)
    .option(
      '--jobs <n>',
      'how many tasks may be starting at once (default: 64, or `jobs` of the file)',
      positiveNumber,
    )
    .option(
      '--stop-timeout <duration>',
      'how long the whole teardown may take (default: `stop_timeout` of the file, else 25 s after SIGTERM)',
      duration,
    )
    .option('--keep-going', 'after a failure, let the tasks come up that do not need the failed one');
}
