import {run} from '../../../runner/run.ts';
import {type RunResult} from '../../../runner/run-options.ts';
import type {RunEvent} from '../../../vocabulary/event.ts';
import {foregroundCommand} from '../../../vocabulary/ids.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {TaskError, type TaskFailure} from '../../../vocabulary/failure.ts';
import {EXIT_INVALID, EXIT_LOST_OUTPUT, exitCode, failureCode} from '../../exit-code.ts';
import {count} from '../../views/run/event-text.ts';
import {failureText, leftoverText} from '../../text/failure-text.ts';
import {chooseTasks, type ChoosingFlags} from '../choose-tasks.ts';
import {listenToSignals} from '../../signals.ts';
import {bugFailure, collectBugs} from '../../uncaught.ts';
import type {View} from '../../views/run/view.ts';
import {obeysCommands} from '../../text/ci-log.ts';
import {canRedraw, wantsColor} from '../../color.ts';
import {openSink} from '../../open-sink.ts';
import {type Sink} from '../../sink.ts';
import type {CliContext} from '../../context.ts';
import {writableState} from '../writable-state.ts';

/** The flags of `bottle run`, as commander gives them. */
export interface RunFlags extends ChoosingFlags {
  readonly jobs?: number;
  /** In milliseconds. */
  readonly stopTimeout?: number;
  readonly keepGoing?: boolean;
  readonly format: 'auto' | 'plain' | 'json';
}

type Flags = RunFlags & {readonly command: readonly string[] | undefined};

/** `bottle run`: gives the exit code. */
export async function runCommand(args: readonly string[], flags: Flags, world: CliContext): Promise<number> {
  const chosen = await chooseTasks(args, flags, world);
  const stateDir = chosen && (await writableState(world));
  if (!chosen || stateDir === undefined) return EXIT_INVALID;

  // The command's output on stdout is its own: bottle's words about it go beside it.
  const output = flags.command ? world.stderr : world.stdout;
  const lost: string[] = [];
  const sink = openSink(output, ({message}) => {
    lost.push(message);
    world.stderr.write(`warning: output is lost: ${printable(message)}\n`);
  });
  const view = await openView(flags.format, {output, sink}, world);
  const signals = listenToSignals([world.stdout, world.stderr]);
  const bugs = collectBugs(world.uncaught);
  const onEvent = (event: RunEvent): void => {
    const taken = event.type === 'terminal-taken';
    if (taken || event.type === 'terminal-released') signals.ignoreKeys(taken && world.stdin.isTTY === true);
    view.onEvent(event);
  };
  try {
    const result = await run({
      ...{...chosen, onEvent, stateDir, env: world.env},
      ...{signal: signals.first, force: signals.second, bug: bugs.first},
      freeTerminal: view.freeTerminal,
      backpressure: view.backpressure,
      keepGoing: flags.keepGoing ?? false,
      ...(flags.jobs !== undefined && {jobs: flags.jobs}),
      ...(flags.stopTimeout !== undefined && {stopTimeoutMs: flags.stopTimeout}),
    });
    await view.close();
    report(result, world);
    tellFailures(bugs.others.map(bugFailure), world);
    return exitCode(result, chosen.selection) || (lost.length > 0 ? EXIT_LOST_OUTPUT : 0);
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    await view.close();
    tellFailures([error.failure], world);
    return failureCode(error.failure);
  } finally {
    bugs.close();
    signals.close();
  }
}

/** Loaded on demand: a pipe needs no Listr2, and it costs tens of milliseconds. */
async function openView(
  format: RunFlags['format'],
  {output, sink}: {readonly output: NodeJS.WriteStream; readonly sink: Sink},
  world: CliContext,
): Promise<View> {
  if (format === 'json') return (await import('../../views/run/json-view.ts')).jsonView(sink);
  const style = {color: wantsColor(world, output), obeysCommands: obeysCommands(world.env)};
  if (format === 'plain' || !canRedraw(world, output))
    return (await import('../../views/run/plain-view.ts')).plainView(sink, style);
  const terminal = {
    sink,
    size: () => ({rows: output.rows || 24, columns: output.columns || 80}),
    onResize: (refresh: () => void) => void output.on('resize', refresh),
  };
  return (await import('../../views/run/terminal-view.ts')).terminalView(terminal, style);
}

function report({failures, cancelled, leftovers}: RunResult, world: CliContext): void {
  tellFailures(failures, world);
  if (failures.length > 0 && cancelled.length > 0) {
    world.stderr.write(`${count(cancelled.length, 'dependent task')} cancelled: ${cancelled.join(', ')}\n`);
  }
  for (const leftover of leftovers) world.stderr.write(`${leftoverText(leftover)}\n`);
}

function tellFailures(failures: readonly TaskFailure[], {stderr, env}: CliContext): void {
  // The foreground command has printed its own failure.
  for (const failure of failures.filter(
    each => !('task' in each) || each.task !== foregroundCommand || each.reason !== 'exited',
  ))
    stderr.write(`${failureText(failure, {obeysCommands: obeysCommands(env)})}\n`);
}
