import type {RunStatus} from '../history/run-status.ts';
import type {KnownRun} from '../runs/known-run.ts';
import {runFacts} from '../runs/run-facts.ts';
import type {RunSummary} from '../schema/ui-api.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';

/** @param headline formats a failure as a single line */
export function runSummary(
  run: KnownRun,
  status: RunStatus,
  headline: (failure: TaskFailure) => string,
): RunSummary {
  const {started, ended, tasks, failures} = status;
  const [failure] = failures;
  return {
    id: run.id,
    ...runFacts(run, status, Date.now()),
    failed: tasks.filter(task => task.status === 'failed').length,
    total: tasks.length,
    endedAt: started && ended ? new Date(Date.parse(started.startedAt) + ended.at).toISOString() : null,
    failure: failure ? headline(failure) : null,
  };
}

/** Whether two summaries are equal, ignoring the age of a live run, which changes all the time. */
export function isSameSummary(one: RunSummary | undefined, other: RunSummary): boolean {
  return one !== undefined && JSON.stringify({...one, ageMs: 0}) === JSON.stringify({...other, ageMs: 0});
}
