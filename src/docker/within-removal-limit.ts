import type {RemovalContext} from '../places/places.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Docker, Engine} from './docker.ts';
import {whyDockerLeft} from './remove-containers.ts';

/** The time limit for one removal; for a network, this includes disconnecting its containers. */
const LIMIT_MS = 20_000;

/** Removes an object from its engine within the time limit. @returns the reason if it is left over */
export async function withinRemovalLimit(
  record: DockerRecord,
  docker: Docker,
  {task, expired, services: {clock}}: RemovalContext,
  remove: (engine: Engine, signal: AbortSignal) => Promise<string | undefined>,
): Promise<string | undefined> {
  const deadline = clock.deadline(LIMIT_MS);
  const signal = AbortSignal.any([deadline.signal, expired]);
  try {
    return await remove(await raceAbort(docker.engineAt(record, task), signal), signal);
  } catch (error) {
    return whyDockerLeft(error, signal);
  } finally {
    deadline.cancel();
  }
}
