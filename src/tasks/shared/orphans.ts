import {raceAbort} from '../../processes/race-abort.ts';
import {isRunId} from '../../vocabulary/ids.ts';
import type {OrphanContext, Orphans} from '../kind.ts';

/**
 * Removes containers, networks and volumes of dead runs that have no journal record. They exist because an engine completes requests
 * even after bottle was killed, possibly after the search of the next run.
 */
export async function removeOrphans(context: OrphanContext): Promise<readonly Orphans[]> {
  const {services, force, expired, file, state} = context;
  const deadline = services.clock.deadline(LIST_MS);
  // Once a stop is forced, does not wait for an engine that does not respond. The next run searches again.
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
    // If the place is missing or does not respond, the task that needs it reports this.
    return [];
  } finally {
    deadline.cancel();
  }
}

/** The time limit for listing the objects of a place. */
const LIST_MS = 10_000;
