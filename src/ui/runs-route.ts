import {knownRuns} from '../runs/known-run.ts';
import {listedRuns} from '../runs/list-runs.ts';
import type {RunList} from '../schema/run-list.ts';
import type {RunsLine} from '../schema/ui-api.ts';
import type {RunId} from '../vocabulary/ids.ts';
import {runOf, type ApiCall} from './call.ts';
import {checkNames, flag} from './query.ts';
import {sendJson} from './respond.ts';
import {openLines, sendAll} from './stream.ts';

/** `GET /api/runs`: all runs, as `bottle ps --all` lists them, or the stream of their summaries. */
export async function getRuns(call: ApiCall): Promise<void> {
  const {query, response, services} = call;
  checkNames(query, ['follow']);
  if (flag(query, 'follow')) {
    await streamRuns(call);
    return;
  }
  const runs = await listedRuns(await knownRuns(services.observer), services.listing);
  sendJson(response, 200, {version: 1, runs} satisfies RunList);
}

/** `GET /api/runs/ID`: a run and the current state of its tasks. */
export async function getRun(call: ApiCall): Promise<void> {
  checkNames(call.query, []);
  const [listed] = await listedRuns([await runOf(call)], call.services.listing);
  sendJson(call.response, 200, listed);
}

async function streamRuns({response, services, signal}: ApiCall): Promise<void> {
  const release = services.streams.take();
  const use = services.feed.use();
  const lines = openLines(response, signal);
  try {
    await use.isRead;
    await sendAll(lines, changedRuns(use, signal), signal);
  } finally {
    use.end();
    release();
    lines.end();
  }
}

/** All runs, then each run that changes. A slow client gets only the latest of several changes to a run. */
async function* changedRuns(
  use: ReturnType<ApiCall['services']['feed']['use']>,
  signal: AbortSignal,
): AsyncGenerator<RunsLine> {
  const changed = new Map<RunId, RunsLine>();
  let wake: () => void = () => undefined;
  use.listen({
    onSummary(id, run) {
      changed.set(id, run ? {type: 'run', run} : {type: 'run-gone', id});
      wake();
    },
  });
  signal.addEventListener('abort', () => wake(), {once: true});
  yield {type: 'runs', runs: use.summaries()};
  while (!signal.aborted) {
    if (changed.size === 0) await new Promise<void>(resolve => (wake = resolve));
    const lines = [...changed.values()];
    changed.clear();
    yield* lines;
  }
}
