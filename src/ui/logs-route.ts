import {readStatus} from '../history/read-events.ts';
import {badParameter} from './api-error.ts';
import {runOf, type ApiCall} from './call.ts';
import {pickLines} from './log-lines.ts';
import {logQuery} from './log-query.ts';
import {streamRun} from './stream-run.ts';

/** `GET /api/runs/ID/logs`: the output of the run's tasks. */
export async function getLogs(call: ApiCall): Promise<void> {
  const query = logQuery(call.query);
  const run = await runOf(call);
  const {tasks} = query;
  if (tasks.length > 0) {
    const known = (await readStatus(run.dir))?.tasks.map(({task}): string => task) ?? [];
    if (!tasks.every(task => known.includes(task))) throw badParameter('task', 'a task of the run');
  }
  await streamRun(call, run, {
    isFollowed: query.isFollowed,
    isShown: task => tasks.length === 0 || tasks.includes(task),
    withOutput: true,
    sinkOf: (lines, fail) => pickLines(query, event => lines.add(event), fail),
  });
}
