import {objectsOf} from '../../docker/orphans.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {DockerRecord} from '../../vocabulary/journal-record.ts';
import {removeContainers} from '../container/remove.ts';
import {downNetworks} from '../network/remove.ts';
import {removeVolumes} from '../volume/remove.ts';
import type {OrphanContext, Orphans} from '../kind.ts';

/**
 * Removes containers, networks and volumes of dead runs without a journal record: an engine completes requests after bottle was
 * killed, possibly after the next run has looked.
 */
export async function removeOrphans(context: OrphanContext): Promise<readonly Orphans[]> {
  const {task, services, expired} = context;
  const deadline = services.clock.deadline(LIST_MS);
  const signal = AbortSignal.any([deadline.signal, expired]);
  try {
    const {api, address: engine} = await raceAbort(services.docker.engine(task), signal);
    const objects = await objectsOf(api, {...context, signal});
    const found: Orphans[] = [];
    for (const run of new Set(objects.map(object => object.run))) {
      if (!(await context.isGone(run))) continue;
      const records = objects
        .filter(object => object.run === run)
        .map((object): DockerRecord => ({...object, engine, graceMs: 0}));
      found.push({run, removed: records.length, leftovers: await removeAll(records, context)});
    }
    return found;
  } catch {
    // No engine, or one that does not answer: the task that needs it says so.
    return [];
  } finally {
    deadline.cancel();
  }
}

/** How long the engine may take to list what it has. */
const LIST_MS = 10_000;

/** Containers first: a network or volume in use cannot be removed. */
async function removeAll(records: readonly DockerRecord[], context: OrphanContext) {
  return [
    ...(await removeContainers(records, context)),
    ...(await downNetworks(records, context)),
    ...(await removeVolumes(records, context)),
  ];
}
