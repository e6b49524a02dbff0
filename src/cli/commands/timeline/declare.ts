import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import type {TimelineFlags} from './command.ts';
import {timelineFormats} from './formats.ts';

export const declareTimeline: Declare = (program, {cli, exit}) => {
  program
    .command('timeline')
    .description(
      'Show where a run spent its time: bars, critical path, slack, and the change that would save the most',
    )
    .argument(
      '[run]',
      'run to show, by name, id or a unique prefix of either (default: the run of the nearest launch file, searching upward)',
    )
    .option('--compare <run>', 'show what became slower or faster than in another run')
    .option('--all', 'show every task of a long timeline')
    .addOption(
      new Option(
        '--format <format>',
        'output format; `trace` opens in Perfetto and chrome://tracing, `html` is a self-contained page',
      )
        .choices(timelineFormats)
        .default('text'),
    )
    .action(async (run: string | undefined, flags: TimelineFlags) => {
      const {timelineCommand} = await import('./command.ts');
      exit(await timelineCommand(run, flags, cli));
    });
};
