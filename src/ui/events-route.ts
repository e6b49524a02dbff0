import {runOf, type ApiCall} from './call.ts';
import {checkNames, flag} from './query.ts';
import {streamRun} from './stream-run.ts';

/** `GET /api/runs/ID/events`: the events of the run and its tasks. */
export async function getEvents(call: ApiCall): Promise<void> {
  checkNames(call.query, ['follow']);
  await streamRun(call, await runOf(call), {
    isFollowed: flag(call.query, 'follow'),
    isShown: () => false,
    withOutput: false,
    sinkOf: lines => ({take: lines.add, caughtUp: () => undefined, end: () => undefined}),
  });
}
