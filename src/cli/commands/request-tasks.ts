import {changeTasks, requestReport, type TaskRequest} from '../../requests/change-tasks.ts';
import type {ControlReport} from '../../runner/run-control.ts';
import {printable} from '../../vocabulary/printable.ts';
import type {CliContext} from '../context.ts';
import {EXIT_INVALID} from '../exit-code.ts';
import {controlProblemText} from '../text/control-problem-text.ts';
import {failureText, headline} from '../text/failure-text.ts';
import {jsonText} from '../text/json-text.ts';
import {chooseRun} from './run-lookup.ts';
import {refuseUnknownTask} from './unknown-task.ts';

/** The flags of `bottle stop`, `start` and `restart`, as parsed by commander. */
export interface RequestFlags {
  readonly run?: string;
  readonly format: 'text' | 'json';
}

/**
 * Sends a request to a live run and reports the states of the tasks once they have settled. Returns 0 if all are as requested,
 * otherwise 1; 2 if there is no such run or task.
 */
export async function requestTasks(
  request: TaskRequest,
  {run: asked, format}: RequestFlags,
  cli: CliContext,
): Promise<number> {
  const chosen = await chooseRun(asked, ['alive'], cli);
  if (!chosen) return EXIT_INVALID;
  const {run} = chosen;
  const change = await changeTasks(run, request);
  if ('unknown' in change) return refuseUnknownTask(change.unknown, change.known, run, cli);
  if ('problem' in change) {
    cli.stderr.write(`${controlProblemText(change.problem, run)}\n`);
    return 1;
  }
  if (format === 'json') cli.stdout.write(`${jsonText(requestReport(run, change, headline), 2)}\n`);
  else printReport(change.report, cli);
  return change.succeeded ? 0 : 1;
}

function printReport({tasks}: ControlReport, {stdout, stderr}: CliContext): void {
  for (const {task, status} of tasks) stdout.write(`${printable(`${task} is ${status}`)}\n`);
  for (const {failure} of tasks) if (failure) stderr.write(`${failureText(failure)}\n`);
}
