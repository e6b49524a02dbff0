import {maskedOutputs} from '../requests/masked-outputs.ts';
import type {OutputsReport} from '../schema/outputs-report.ts';
import {runOf, type ApiCall} from './call.ts';
import {checkNames} from './query.ts';
import {sendJson} from './respond.ts';

/** `GET /api/runs/ID/outputs`: the outputs of the run's tasks, without secrets. */
export async function getOutputs(call: ApiCall): Promise<void> {
  checkNames(call.query, []);
  const run = await runOf(call);
  const tasks = Object.fromEntries(await maskedOutputs(run));
  const {id, name} = run;
  sendJson(call.response, 200, {version: 1, run: id, name, tasks} satisfies OutputsReport);
}
