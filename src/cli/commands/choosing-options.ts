import type {Command} from 'commander';
import {collect, duration, pairs, positiveNumber} from './option-values.ts';

/** The options that select and change the launch file. */
export function addFileOptions(command: Command): Command {
  return command
    .option(
      '-f, --file <file>',
      'launch file; if given several times, later files change the first one',
      collect,
    )
    .option('--profile <profile>', 'use a profile of the launch file', collect)
    .option('--var <name=value>', 'set a variable of the launch file', pairs)
    .option('--place <place>', 'default place of containers, networks, volumes and images');
}

/** The arguments and options that select tasks, and limit how many start at the same time. */
export function addChoosing(command: Command): Command {
  return addFileOptions(
    command.argument(
      '[file|task...]',
      'launch file (default: the nearest bottle.yaml, searching upward), then tasks',
    ),
  )
    .usage('[options] [file] [task...] [-- command...]')
    .option('--tag <tag>', 'start the tasks with this tag and their dependencies', collect)
    .option('--until <task>', 'end the run when this task ends')
    .option(
      '--exit-code-from <task>',
      'exit with the exit code of this task; the run ends with it unless `--until` or the file names another task',
    )
    .option('--only <task>', 'run a single task without its dependencies')
    .option('--given <task.output=value>', 'with --only: supply an output of a dependency', collect)
    .option(
      '--jobs <n>',
      'maximum number of tasks starting at the same time (default: `jobs` of the file, or 64)',
      positiveNumber,
    )
    .option(
      '--stop-timeout <duration>',
      'time limit for the whole teardown (default: `stop_timeout` of the file; otherwise 25 s after SIGTERM)',
      duration,
    )
    .option('--watch', 'also restart tasks when their `sources` change; tasks with `watch` need no option')
    .option('--no-watch', 'do not restart tasks when files change')
    .option('--keep-going', 'after a failure, keep starting tasks that do not depend on the failed one');
}
