import {findRun} from '../state/run-directory.ts';
import type {RunId} from '../vocabulary/ids.ts';
import type {Undertaker} from './dead-runs.ts';
import type {Session} from './session.ts';

/**
 * Removes what dead runs of this file left outside of their journals, where a kind of this run's tasks looks for such
 * things. What cannot be removed is told of; the next run tries again.
 */
export async function removeStrays(
  {tasks, launch, facts, outside, budget, emit}: Session,
  {observer}: Undertaker,
): Promise<void> {
  const looks = new Map([...tasks.values()].map(({kind, name}) => [kind.removeStrays, name]));
  const isGone = async (run: string): Promise<boolean> => {
    const found = await findRun(run as RunId, observer);
    return found === undefined || found.state === 'ended';
  };
  for (const [look, task] of looks) {
    const about = {task, file: launch.path, state: facts.state, isGone};
    const {force: hurry, expired} = budget;
    const strays = await look?.({...about, outside, hurry, expired, report: () => undefined});
    for (const {run, ...found} of strays ?? []) emit({type: 'dead-run-removed', run: run as RunId, ...found});
  }
}
