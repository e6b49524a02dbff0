import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import {addChoosing} from '../choosing-options.ts';
import {planFormats} from '../../views/plan/formats.ts';
import type {RunFlags} from './command.ts';

export const declareRun: Declare = (program, {world, command, exit}) => {
  const run = program
    .command('run')
    .description('bring up the tasks named and what they need, or all; hold; take everything down');
  addChoosing(run)
    .option('--dry-run', 'tell what would be done, as `bottle plan` does, and do none of it')
    .addOption(formatOption())
    .addHelpText(
      'after',
      '\nWith `-- command` bottle runs the command once everything is ready, and exits with its exit code;\nits own words then go to stderr.',
    )
    .action(async (words: string[], {dryRun = false, format, ...flags}: Flags) => {
      if (dryRun) {
        const {planCommand} = await import('../plan/command.ts');
        const planned = isOfRuns(format) && format !== 'json' ? 'text' : format;
        exit(await planCommand(words, {...flags, format: planned, command}, world));
      } else if (isOfRuns(format)) {
        const {runCommand} = await import('./command.ts');
        exit(await runCommand(words, {...flags, format, command}, world));
      } else {
        run.error(
          `error: \`--format ${format}\` goes with \`--dry-run\`; a run is told as ${runFormats.join(', ')}`,
        );
      }
    });
};

type Flags = Omit<RunFlags, 'format'> & {readonly dryRun?: boolean; readonly format: Format};
type Format = (typeof runFormats)[number] | (typeof planFormats)[number];

const runFormats = ['auto', 'plain', 'json'] as const;

function isOfRuns(format: Format): format is (typeof runFormats)[number] {
  return runFormats.some(known => known === format);
}

function formatOption(): Option {
  return new Option(
    '--format <format>',
    'how to tell what happens: `auto` is a live view on a terminal and plain lines elsewhere; what is no format of runs goes with --dry-run',
  )
    .choices([...new Set([...runFormats, ...planFormats])])
    .default('auto');
}
