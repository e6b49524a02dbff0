import type {RemovalContext} from '../places/places.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Docker, Engine} from './docker.ts';
import {whyDockerLeft} from './remove-containers.ts';

/** How long an engine may take to remove one thing, for a network with the disconnecting of its containers. */
const LIMIT_MS = 20_000;

/** Removes something at its engine under a deadline. @returns why it is left over; `undefined` if it is not */
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
