import {readStatus} from '../../history/read-events.ts';
import {taskOf} from '../../history/run-status.ts';
import type {ControlReport, TaskReport} from '../../runner/run-control.ts';
import type {KnownRun} from '../../runs/known-run.ts';
import type {RequestReport} from '../../schema/request-report.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {printable} from '../../vocabulary/printable.ts';
import type {CliContext} from '../context.ts';
import {EXIT_INVALID} from '../exit-code.ts';
import {failureText, headline} from '../text/failure-text.ts';
import {jsonText} from '../text/json-text.ts';
import {askRun, type RunClient} from './ask-run.ts';
import {chooseRun} from './run-lookup.ts';
import {refuseUnknownTask} from './unknown-task.ts';

/** The flags of `bottle stop`, `start` and `restart`, as commander gives them. */
export interface RequestFlags {
  readonly run?: string;
  readonly format: 'text' | 'json';
}

/** A request for tasks of a live run. */
export interface TaskRequest {
  readonly tasks: readonly string[];
  ask(client: RunClient): Promise<ControlReport>;
  /** Whether a task is in the requested state. */
  isMet(state: TaskReport['status']): boolean;
}

/**
 * Sends a request to a live run and reports the states of the tasks once they have settled. Returns 0 if all are as requested,
 * otherwise 1; 2 if there is no such run or task.
 */
export async function requestTasks(
  {tasks, ask, isMet}: TaskRequest,
  {run: asked, format}: RequestFlags,
  world: CliContext,
): Promise<number> {
  const chosen = await chooseRun(asked, ['alive'], world);
  if (!chosen) return EXIT_INVALID;
  const {run} = chosen;
  const status = await readStatus(run.dir);
  const unknown = status && tasks.find(task => !taskOf(status, task as TaskName));
  if (unknown !== undefined)
    return refuseUnknownTask(unknown, status?.tasks.map(({task}) => task) ?? [], run, world);
  const answer = await askRun(run, world, ask);
  if (!answer) return 1;
  const succeeded = answer.tasks.every(task => isMet(task.status));
  if (format === 'json') world.stdout.write(`${jsonText(reportOf(answer, run, succeeded), 2)}\n`);
  else printReport(answer, world);
  return succeeded ? 0 : 1;
}

function reportOf({tasks}: ControlReport, {id, name}: KnownRun, succeeded: boolean): RequestReport {
  return {
    version: 1,
    ...{run: id, name, succeeded},
    tasks: tasks.map(({task, status, failure}) => ({
      ...{task, state: status},
      failure: failure ? headline(failure) : null,
    })),
  };
}

function printReport({tasks}: ControlReport, {stdout, stderr}: CliContext): void {
  for (const {task, status} of tasks) stdout.write(`${printable(`${task} is ${status}`)}\n`);
  for (const {failure} of tasks) if (failure) stderr.write(`${failureText(failure)}\n`);
}

/** Whether a task is up or has succeeded. */
export function isUp(state: TaskReport['status']): boolean {
  return ['ready', 'done', 'skipped', 'exited'].includes(state);
}

/** Whether a task is not up. */
export function isDown(state: TaskReport['status']): boolean {
  return ['stopped', 'failed', 'cancelled'].includes(state);
}
