import {ControlError, type ControlProblem} from '../control/control-error.ts';
import {readStatus} from '../history/read-events.ts';
import type {ControlReport, TaskReport} from '../runner/run-control.ts';
import type {KnownRun} from '../runs/known-run.ts';
import type {RequestReport} from '../schema/request-report.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {connectTo, type RunClient} from './connect-run.ts';

/** A request for tasks of a live run. */
export type TaskRequest =
  | {readonly method: 'stop' | 'start'; readonly tasks: readonly string[]}
  | {
      readonly method: 'restart';
      readonly tasks: readonly string[];
      readonly deps: boolean;
      readonly renew: boolean;
    };

/** Outcome of a request. */
export type TaskChange =
  /** The tasks have settled; `succeeded` if all are as requested. */
  | {readonly report: ControlReport; readonly succeeded: boolean}
  | {readonly unknown: string; readonly known: readonly TaskName[]}
  | {readonly problem: ControlProblem};

/**
 * Sends a request to a live run, and waits until its tasks have settled.
 *
 * @param signal aborts the wait; the run still completes the request
 * @throws the reason of `signal`
 */
export async function changeTasks(
  run: KnownRun,
  request: TaskRequest,
  signal?: AbortSignal,
): Promise<TaskChange> {
  const status = await readStatus(run.dir);
  const unknown = status && request.tasks.find(task => !status.tasks.some(known => known.task === task));
  if (unknown !== undefined) return {unknown, known: status?.tasks.map(({task}) => task) ?? []};
  let client: RunClient | undefined;
  try {
    client = await connectTo(run);
    const {method, ...params} = request;
    const report = await client.request(method, params, signal);
    const isMet = method === 'stop' ? isDown : isUp;
    return {report, succeeded: report.tasks.every(task => isMet(task.status))};
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return {problem: error.problem};
  } finally {
    client?.close();
  }
}

/** Whether a task is up or has succeeded. */
function isUp(state: TaskReport['status']): boolean {
  return ['ready', 'done', 'skipped', 'exited'].includes(state);
}

/** Whether a task is not up. */
function isDown(state: TaskReport['status']): boolean {
  return ['stopped', 'failed', 'cancelled'].includes(state);
}

/** @param headline formats a failure as a single line */
export function requestReport(
  {id, name}: KnownRun,
  {report, succeeded}: Extract<TaskChange, {readonly report: ControlReport}>,
  headline: (failure: TaskFailure) => string,
): RequestReport {
  return {
    version: 1,
    ...{run: id, name, succeeded},
    tasks: report.tasks.map(({task, status, failure}) => ({
      ...{task, state: status},
      failure: failure ? headline(failure) : null,
    })),
  };
}
