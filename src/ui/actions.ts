import {changeTasks, requestReport, type TaskRequest} from '../requests/change-tasks.ts';
import {endRuns} from '../requests/end-runs.ts';
import type {KnownRun} from '../runs/known-run.ts';
import type {DownReport} from '../schema/down-report.ts';
import {ApiError, badParameter} from './api-error.ts';
import {isSet, namesIn, readBody} from './body.ts';
import {runOf, type ApiCall, type Handler} from './call.ts';
import {checkNames} from './query.ts';
import {sendJson} from './respond.ts';

/** `POST /api/runs/ID/stop` and `…/start`. */
export function postTasks(method: 'stop' | 'start'): Handler {
  return async call => {
    const body = await readBody(call, ['tasks']);
    await change(call, {method, tasks: namesIn(body, 'tasks')});
  };
}

/** `POST /api/runs/ID/restart`. */
export async function postRestart(call: ApiCall): Promise<void> {
  const body = await readBody(call, ['tasks', 'deps', 'renew']);
  const [deps, renew] = [isSet(body, 'deps', true), isSet(body, 'renew', false)];
  await change(call, {method: 'restart', tasks: namesIn(body, 'tasks'), deps, renew});
}

async function change(call: ApiCall, request: TaskRequest): Promise<void> {
  checkNames(call.query, []);
  const {ending, texts, listing} = call.services;
  const run = await runOf(call);
  if (run.state !== 'alive')
    throw new ApiError(409, 'wrong-state', texts.wrongState(run), {state: run.state});
  const changed = await changeTasks(run, request, ending).catch((error: unknown) => {
    throw ending.aborted ? endingError() : error;
  });
  if ('unknown' in changed) throw badParameter('tasks', 'tasks of the run');
  if ('problem' in changed) {
    const {problem} = changed;
    throw new ApiError(409, problem.why, texts.problem(problem, run));
  }
  sendJson(call.response, 200, requestReport(run, changed, listing.headline));
}

/** `POST /api/runs/ID/down`: stops a live run, and cleans up after a dead one. */
export async function postDown(call: ApiCall): Promise<void> {
  checkNames(call.query, []);
  const body = await readBody(call, ['force', 'volumes']);
  const [isForced, volumes] = [isSet(body, 'force', false), isSet(body, 'volumes', false)];
  const run = await runOf(call);
  const report = await endRun(call, run, {isForced, volumes});
  const failed = report.runs.find(({outcome}) => outcome === 'failed');
  if (failed) throw new ApiError(409, 'not-stopped', failed.problem ?? '', {report});
  sendJson(call.response, 200, report);
}

async function endRun(
  {services}: ApiCall,
  run: KnownRun,
  {isForced, volumes}: {readonly isForced: boolean; readonly volumes: boolean},
): Promise<DownReport> {
  const {ending, forced, recovering, texts} = services;
  const first = isForced ? AbortSignal.abort() : forced;
  const {file, state} = run;
  const runs = {
    live: state === 'alive' ? [run] : [],
    dead: state === 'dead' ? [run] : [],
    volumesOf: volumes && file !== undefined ? [{file, overrides: []}] : undefined,
  };
  const done = await recovering(first, async context => {
    return await endRuns(runs, {
      ...{context, signals: {first, second: ending}, stopTimeoutMs: undefined},
      ...{onEvent: () => undefined, problemText: texts.problem},
    });
  });
  return {version: 1, ...done};
}

function endingError(): ApiError {
  return new ApiError(503, 'ending', '`bottle ui` is shutting down; the run still completes the request');
}
