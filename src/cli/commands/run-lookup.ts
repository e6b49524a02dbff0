import {findRun, type RunProblem} from '../../runs/find-run.ts';
import {knownRuns, type KnownRun} from '../../runs/known-run.ts';
import {bootAndNamespace} from '../../processes/process-identity.ts';
import type {Observer} from '../../state/owner.ts';
import {stateDirectory} from '../../state/state-directory.ts';
import type {CliContext} from '../context.ts';
import {runProblemText} from '../text/run-problem-text.ts';
import {findLaunchFile} from './launch-path.ts';

/** The observer of the runs on this machine. @throws TaskError `bad-environment` without a home directory */
export async function observerOf({env}: CliContext): Promise<Observer> {
  return {stateDir: stateDirectory(env), here: await bootAndNamespace()};
}

/** The run for a command, and all runs. */
export interface ChosenRun {
  readonly run: KnownRun;
  readonly observer: Observer;
}

/**
 * Finds the run named `asked`, or the run of the nearest launch file. If there is none, prints the reason and returns `undefined`.
 *
 * @param states the states in which the command can use it
 */
export async function chooseRun(
  asked: string | undefined,
  states: readonly KnownRun['state'][],
  cli: CliContext,
): Promise<ChosenRun | undefined> {
  const observer = await observerOf(cli);
  const runs = await knownRuns(observer);
  const choice = findRun({...hereFor(asked, cli), states}, runs);
  if ('run' in choice) return {run: choice.run, observer};
  printRunProblem(choice.problem, cli);
  return undefined;
}

/** The requested run and the location of the call. */
export function hereFor(asked: string | undefined, {cwd}: CliContext) {
  return {asked, cwd, launchFile: findLaunchFile(cwd)};
}

export function printRunProblem(problem: RunProblem, {stderr}: CliContext): void {
  stderr.write(`${runProblemText(problem)}\n`);
}
