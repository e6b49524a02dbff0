import {raceAbort} from '../../processes/race-abort.ts';
import {isRunId} from '../../vocabulary/ids.ts';
import type {OrphanContext, Orphans} from '../kind.ts';

/**
 * Removes containers, networks and volumes of dead runs without a journal record: an engine completes requests after bottle was
 * killed, possibly after the next run has looked.
 */
export async function removeOrphans(context: OrphanContext): Promise<readonly Orphans[]> {
  const {services, force, expired, file, state} = context;
  const deadline = services.clock.deadline(LIST_MS);
  // Does not wait for a silent engine once forced to stop; the next run looks again.
  const signal = AbortSignal.any([deadline.signal, force, expired]);
  try {
    const place = await raceAbort(context.place(), signal);
    const owned = await place.listOwned({file, state, signal});
    const found: Orphans[] = [];
    for (const run of new Set(owned.map(record => record.run))) {
      if (!isRunId(run) || !(await context.isGone(run))) continue;
      const records = owned.filter(record => record.run === run);
      const leftovers = await services.places.remove(records, context);
      found.push({run, removed: records.length, leftovers});
    }
    return found;
  } catch {
    // There is no place, or it does not respond: reported by the task that needs it.
    return [];
  } finally {
    deadline.cancel();
  }
}

/** Time limit for listing the objects of a place. */
const LIST_MS = 10_000;
