import {run, type RunResult} from '../runner/run.ts';
import {withForeground} from '../plan/foreground.ts';
import {select, type Selection} from '../plan/selection.ts';
import type {LaunchFile} from '../config/launch-file.ts';
import {kinds} from '../tasks/registry.ts';
import type {RunEvent} from '../vocabulary/event.ts';
import {foregroundCommand} from '../vocabulary/ids.ts';
import {TaskError, type TaskFailure} from '../vocabulary/failure.ts';
import {EXIT_INVALID, exitCode, failureCode} from './exit-code.ts';
import {count} from './event-text.ts';
import {failureText} from './failure-text.ts';
import {splitFileAndTasks} from './launch-path.ts';
import {loadCommandFile, tell} from './load-command-file.ts';
import {listenToSignals} from './signals.ts';
import type {View} from './view.ts';
import {wantsColor, type World} from './world.ts';
import {writableState} from './writable-state.ts';

/** The flags of `bottle run`, as commander gives them. */
export interface RunFlags {
  readonly var?: Readonly<Record<string, string>>;
  readonly tag?: readonly string[];
  readonly until?: string;
  readonly only?: string;
  readonly given?: readonly string[];
  readonly jobs?: number;
  readonly keepGoing?: boolean;
  readonly format: 'auto' | 'plain' | 'json';
}

type Flags = RunFlags & {readonly command: readonly string[] | undefined};

/** `bottle run`: gives the exit code. */
export async function runCommand(words: readonly string[], flags: Flags, world: World): Promise<number> {
  const {file, tasks} = splitFileAndTasks(words, world.cwd);
  const launch = await loadCommandFile({file, vars: flags.var ?? {}}, world);
  const selection = launch && (await selectTasks(launch, tasks, flags, world));
  const stateDir = selection && (await writableState(world));
  if (!selection || stateDir === undefined) return EXIT_INVALID;

  // The command's output on stdout is its own: bottle's words about it go beside it.
  const output = flags.command ? world.stderr : world.stdout;
  const view = await openView(flags.format, output, world);
  const signals = listenToSignals([world.stdout, world.stderr]);
  const onEvent = (event: RunEvent): void => {
    const taken = event.type === 'terminal-taken';
    if (taken || event.type === 'terminal-released')
      signals.ignoreInterrupts(taken && world.stdin.isTTY === true);
    view.onEvent(event);
  };
  try {
    const result = await run({
      ...{launch, selection, onEvent, stateDir, env: world.env},
      ...{signal: signals.first, hurry: signals.second},
      freeTerminal: view.freeTerminal,
      keepGoing: flags.keepGoing ?? false,
      ...(flags.jobs !== undefined && {jobs: flags.jobs}),
    });
    await view.close();
    report(result, world);
    return exitCode(result);
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    await view.close();
    tellFailures([error.failure], world);
    return failureCode(error.failure);
  } finally {
    signals.close();
  }
}

async function selectTasks(
  launch: LaunchFile,
  tasks: readonly string[],
  flags: Flags,
  world: World,
): Promise<Selection | undefined> {
  const {tag: tags = [], until, only, given = [], command} = flags;
  const result = select(launch, {
    tasks,
    tags,
    given,
    ...(until !== undefined && {until}),
    ...(only !== undefined && {only}),
  });
  const whole =
    command && 'selection' in result ? withForeground(result.selection, command, launch, kinds.run) : result;
  if ('selection' in whole) return whole.selection;
  await tell(whole.diagnostics, '', world);
  return undefined;
}

/** Loaded on demand: a pipe needs no Listr2, and it costs tens of milliseconds. */
async function openView(format: RunFlags['format'], output: NodeJS.WriteStream, world: World): Promise<View> {
  if (format === 'json') return (await import('./json-view.ts')).jsonView(output);
  if (format === 'auto' && output.isTTY) return (await import('./terminal-view.ts')).terminalView(output);
  return (await import('./plain-view.ts')).plainView(output, {color: wantsColor(world, output)});
}

function report({failures, cancelled, leftovers}: RunResult, world: World): void {
  tellFailures(failures, world);
  if (failures.length > 0 && cancelled.length > 0) {
    world.stderr.write(`${count(cancelled.length, 'task')} fell with it: ${cancelled.join(', ')}\n`);
  }
  for (const {what, command} of leftovers) {
    world.stderr.write(
      `error: could not remove ${what}\n  remove it with \`${command}\`; the next run of this file tries again\n`,
    );
  }
}

function tellFailures(failures: readonly TaskFailure[], {stderr}: World): void {
  // The foreground command has told its own failure.
  for (const failure of failures.filter(
    each => !('task' in each) || each.task !== foregroundCommand || each.reason !== 'exited',
  ))
    stderr.write(`${failureText(failure)}\n`);
}
