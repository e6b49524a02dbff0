import {run} from '../../../runner/run.ts';
import type {RunOptions, RunResult} from '../../../runner/run-options.ts';
import {TaskError, type TaskFailure} from '../../../vocabulary/failure.ts';
import {exitCode, failureCode} from '../../exit-code.ts';
import type {CliContext} from '../../context.ts';
import type {Output} from '../../output.ts';
import {listenToSignals} from '../../signals.ts';
import {collectBugs} from '../../uncaught.ts';
import {internalFailure} from '../../../vocabulary/make-failure.ts';
import type {View} from '../../views/run/view.ts';
import type {Chosen} from '../choose-tasks.ts';
import type {RunFlags} from './flags.ts';
import {traceRun} from './trace-run.ts';

/** Outputs for the events and the end of a run. */
export interface RunFront {
  readonly view: View;
  /** The run ends when the reader of one of these streams closes it. */
  readonly outputs: readonly Output[];
  /** Called when the run has ended. `bugs` are not contained in its failures. */
  report(result: RunResult, bugs: readonly TaskFailure[], code: number): Promise<void> | void;
  /** Called if the run could not start. */
  refuse(failure: TaskFailure, code: number): Promise<void> | void;
}

/** Executes a run and returns its exit code. */
export async function performRun(
  chosen: Chosen & Pick<RunOptions, 'stateDir' | 'limits' | 'detached' | 'isOnlyOne' | 'prepared'>,
  flags: RunFlags,
  {view, outputs, report, refuse}: RunFront,
  cli: CliContext,
): Promise<number> {
  const signals = listenToSignals(outputs);
  const bugs = collectBugs(cli.uncaught);
  const trace = await traceRun(cli, event => view.onEvent(event));
  const onEvent: RunOptions['onEvent'] = event => {
    const taken = event.type === 'terminal-taken';
    if (taken || event.type === 'terminal-released') signals.ignoreKeys(taken && cli.stdin.isTTY === true);
    view.onEvent(event);
    trace.onEvent(event);
  };
  try {
    const result = await run({
      ...{...chosen, onEvent, env: cli.env},
      ...{signal: signals.first, force: signals.second, bug: bugs.first},
      freeTerminal: view.freeTerminal,
      backpressure: view.backpressure,
      keepGoing: flags.keepGoing ?? false,
      ...(trace.variablesFor && {variablesFor: trace.variablesFor}),
      ...(flags.name !== undefined && {runName: flags.name}),
      ...(flags.copy !== undefined && {copy: flags.copy}),
      ...(flags.jobs !== undefined && {jobs: flags.jobs}),
      ...(flags.stopTimeout !== undefined && {stopTimeoutMs: flags.stopTimeout}),
    });
    const code = exitCode(result, chosen.selection);
    // Not after the output: if it is never read, the next signal ends the process.
    trace.finish(signals.second);
    signals.onlyOutputLeft(code);
    await view.close();
    await report(result, bugs.others.map(internalFailure), code);
    return code;
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    const code = failureCode(error.failure);
    signals.onlyOutputLeft(code);
    await view.close();
    await refuse(error.failure, code);
    return code;
  } finally {
    await trace.close(signals.second);
    bugs.close();
    signals.close();
  }
}
