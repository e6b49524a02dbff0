import {placeOfTask} from '../model/place-of-task.ts';
import {orphanRemovalOf} from '../plan/orphan-removal.ts';
import {findRun} from '../state/run-directory.ts';
import type {RunId} from '../vocabulary/ids.ts';
import type {RecoveryContext} from './dead-runs.ts';
import type {Session} from './session.ts';

/** The parts of a session needed to remove orphans. */
type SweptSession = Pick<Session, 'tasks' | 'launch' | 'facts' | 'services' | 'emit'> & {
  readonly budget: Pick<Session['budget'], 'force' | 'expired'>;
};

/**
 * Removes orphans, which are resources of dead runs of this file that are missing from the journals. Only the kinds of this run's
 * tasks look for orphans. Leftovers are reported, and the next run tries again.
 */
export async function removeOrphans(
  {tasks, launch, facts, services, budget, emit}: SweptSession,
  {observer}: Pick<RecoveryContext, 'observer'>,
): Promise<void> {
  const removals = new Map(
    [...tasks.values()].flatMap(task => {
      const remove = orphanRemovalOf(task);
      return remove ? [[`${remove.name} ${task.placeName}`, {task, remove}] as const] : [];
    }),
  );
  const isGone = async (run: RunId): Promise<boolean> => {
    const found = await findRun(run, observer);
    return found === undefined || found.state === 'ended';
  };
  for (const {task, remove} of removals.values()) {
    const {name} = task;
    const place = async () => await services.places.at(placeOfTask(task, launch), name);
    const about = {task: name, file: launch.path, state: facts.state, place, isGone};
    const {force, expired} = budget;
    const orphans = await remove({...about, services, force, expired, report: () => undefined});
    for (const {run, ...found} of orphans) emit({type: 'dead-run-removed', run, ...found});
  }
}
