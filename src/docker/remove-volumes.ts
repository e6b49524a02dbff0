import type {RemovalContext} from '../places/places.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {dockerCommand} from './command.ts';
import type {Docker} from './docker.ts';
import {removeVolume} from './volume.ts';
import {withinRemovalLimit} from './within-removal-limit.ts';

/** Removes a volume, unless others use it, or its engine does not answer. */
export async function removeVolumeOf(
  record: DockerRecord,
  docker: Docker,
  context: RemovalContext,
): Promise<readonly Leftover[]> {
  const {name, run} = record;
  const why = await withinRemovalLimit(record, docker, context, async ({api}, signal) => {
    await removeVolume(api, {name, run, signal});
    return undefined;
  });
  if (why === undefined) return [];
  return [{what: `volume ${name}`, why, command: dockerCommand(record, `volume rm ${name}`)}];
}
