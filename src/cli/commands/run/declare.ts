import {Option} from 'commander';
import type {Declare} from '../../call.ts';
import {addChoosing} from '../choosing-options.ts';
import {planFormats} from '../../views/plan/formats.ts';
import type {RunFlags} from './command.ts';

export const declareRun: Declare = (program, {world, command, exit}) => {
  const run = program
    .command('run')
    .description('Start tasks and their dependencies, keep them running, and stop everything on exit');
  addChoosing(run)
    .option('--dry-run', 'print the plan without running anything (same as `bottle plan`)')
    .addOption(formatOption())
    .addHelpText(
      'after',
      "\nWith `-- command` bottle runs the command once everything is ready, and exits with its exit code;\nbottle's own output then goes to stderr.",
    )
    .action(async (args: string[], {dryRun = false, format, ...flags}: Flags) => {
      if (dryRun) {
        const {planCommand} = await import('../plan/command.ts');
        const planned = isOfRuns(format) && format !== 'json' ? 'text' : format;
        exit(await planCommand(args, {...flags, format: planned, command}, world));
      } else if (isOfRuns(format)) {
        const {runCommand} = await import('./command.ts');
        exit(await runCommand(args, {...flags, format, command}, world));
      } else {
        run.error(
          `error: \`--format ${format}\` needs \`--dry-run\`; a run supports ${runFormats.join(', ')}`,
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
    'output format; `auto` is a live view on a terminal and plain lines otherwise; text, mermaid and dot need --dry-run',
  )
    .choices([...new Set([...runFormats, ...planFormats])])
    .default('auto');
}
