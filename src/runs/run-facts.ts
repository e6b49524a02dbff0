import type {RunStatus} from '../history/run-status.ts';
import type {ListedRun} from '../schema/run-list.ts';
import type {KnownRun} from './known-run.ts';
import {isUp, runState} from './run-state.ts';

/**
 * Facts about a run, without its tasks.
 *
 * @param at the current wall-clock time
 */
export function runFacts(run: KnownRun, status: RunStatus, at: number): Omit<ListedRun, 'tasks'> {
  const {id, name, file, state, found} = run;
  const {started, ended, tasks} = status;
  const startedAt = started && Date.parse(started.startedAt);
  const endedAt = ended && startedAt !== undefined ? startedAt + ended.at : at;
  return {
    ...{run: id, name: state === 'ended' ? (started?.runName ?? name) : name},
    file: file ?? started?.file ?? null,
    state: runState(state, status),
    up: tasks.filter(isUp).length,
    stopped: tasks.filter(each => each.status === 'stopped').length,
    detached: started?.detached ?? null,
    pid: state === 'ended' ? null : (found.record?.owner.pid ?? found.unknown?.owner?.pid ?? null),
    startedAt: started?.startedAt ?? null,
    ageMs: startedAt === undefined ? null : Math.max(0, Math.round(endedAt - startedAt)),
    bottle: started?.bottle ?? found.unknown?.bottle ?? null,
    unknown: found.unknown?.unknown ?? [],
  };
}
