import type {RemovalContext} from '../places/places.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {dockerCommand} from './command.ts';
import type {Docker} from './docker.ts';
import {whyDockerLeft} from './remove-containers.ts';
import {removeVolume} from './volume.ts';

/** How long the engine may take to remove a volume. */
const LIMIT_MS = 20_000;

/** Removes a volume, unless others use it, or its engine does not answer. */
export async function removeVolumeOf(
  record: DockerRecord,
  docker: Docker,
  {task, expired, services: {clock}}: RemovalContext,
): Promise<readonly Leftover[]> {
  const {name, run} = record;
  const deadline = clock.deadline(LIMIT_MS);
  const signal = AbortSignal.any([deadline.signal, expired]);
  try {
    const {api} = await raceAbort(docker.engineAt(record, task), signal);
    await removeVolume(api, {name, run, signal});
    return [];
  } catch (error) {
    const command = dockerCommand(record, `volume rm ${name}`);
    return [{what: `volume ${name}`, why: whyDockerLeft(error, signal), command}];
  } finally {
    deadline.cancel();
  }
}
