import {Option, type Command} from 'commander';
import type {Call, Declare} from '../../call.ts';
import {addChoosing} from '../choosing-options.ts';
import {planFormats} from '../../views/plan/formats.ts';
import type {RunFlags} from './flags.ts';
import {duration, positiveNumber} from '../option-values.ts';

export const declareRun: Declare = (program, call) => {
  const run = program
    .command('run')
    .description('Start tasks and their dependencies, keep them running, and stop everything on exit');
  addRunning(run, call);
};

/** Options and help shared by `run` and `up`. */
export function addRunning(run: Command, call: Call): void {
  addChoosing(run);
  addDetaching(run)
    .option('--dry-run', 'print the plan without running anything (same as `bottle plan`)')
    .addOption(formatOption())
    .addHelpText(
      'after',
      "\nWith `-- command` bottle runs the command once everything is ready, and exits with its exit code;\nbottle's own output then goes to stderr.",
    )
    .action(async (args: string[], flags: Flags) => {
      const mistake = mistakeIn(flags, call);
      if (mistake !== undefined) run.error(`error: ${mistake}`);
      call.exit(await start(args, flags, call));
    });
}

type Flags = Omit<RunFlags, 'format'> & {
  readonly dryRun?: boolean;
  readonly format: Format;
  /** Set in the process of a detached run: the file with its output. */
  readonly detachedProcess?: string;
};
type Format = (typeof runFormats)[number] | (typeof planFormats)[number];

const runFormats = ['auto', 'plain', 'json'] as const;

async function start(
  args: readonly string[],
  {dryRun = false, format, detachedProcess: log, ...flags}: Flags,
  call: Call,
): Promise<number> {
  const {cli, command} = call;
  if (dryRun || !isOfRuns(format)) {
    const {planCommand} = await import('../plan/command.ts');
    const planned = isOfRuns(format) && format !== 'json' ? 'text' : format;
    return await planCommand(args, {...flags, format: planned, command}, cli);
  }
  if (log !== undefined) {
    const {detachedProcess} = await import('../../detached/own-process.ts');
    const {copies, ...own} = flags;
    return await detachedProcess(args, {...own, format, command, log}, cli);
  }
  if (flags.detach) {
    const {detachCommand} = await import('../../detached/detach.ts');
    return await detachCommand(args, {...flags, format, command}, call);
  }
  const {runCommand} = await import('./command.ts');
  return await runCommand(args, {...flags, format, command}, cli);
}

/** The error in a combination of flags, if any. */
function mistakeIn({dryRun, detach, format, ...flags}: Flags, {command}: Call): string | undefined {
  if (!dryRun && !isOfRuns(format))
    return `\`--format ${format}\` needs \`--dry-run\`; a run supports ${runFormats.join(', ')}`;
  if (detach && command)
    return '`--detach` takes no command after `--`: a detached run has no terminal; start the run first, then run the command separately';
  const alone = (['new', 'recreate', 'copies'] as const).find(name => flags[name]);
  if (alone && !detach) return `\`--${alone}\` needs \`--detach\``;
  if (flags.new && flags.recreate) return '`--new` and `--recreate` cannot be used together';
  if (flags.new && flags.copies !== undefined)
    return '`--new` and `--copies` cannot be used together; start more copies with a higher number, or under another `--name`';
  return undefined;
}

function isOfRuns(format: Format): format is (typeof runFormats)[number] {
  return runFormats.some(known => known === format);
}

function formatOption(): Option {
  return new Option(
    '--format <format>',
    'output format; `auto` is a live view on a terminal and plain lines otherwise; text, mermaid, dot, svg and html need --dry-run',
  )
    .choices([...new Set([...runFormats, ...planFormats])])
    .default('auto');
}

/** Options for the process, name and lifetime of a run. */
function addDetaching(command: Command): Command {
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
