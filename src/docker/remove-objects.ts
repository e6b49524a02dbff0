import type {RemovalContext} from '../places/places.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {Docker} from './docker.ts';
import {removeContainerOf} from './remove-containers.ts';
import {removeNetworkOf} from './remove-networks.ts';
import {dockerCommand} from './command.ts';
import {removeVolume} from './volume.ts';
import {withinRemovalLimit} from './within-removal-limit.ts';

/** Removes objects from engines, containers first, because a network or volume in use cannot be removed. Returns the leftovers. */
export async function removeObjects(
  records: readonly DockerRecord[],
  docker: Docker,
  context: RemovalContext,
): Promise<readonly Leftover[]> {
  const leftovers: Leftover[] = [];
  for (const [made, remove] of removals) {
    const some = records.filter(record => record.made === made);
    const left = await Promise.all(some.map(async record => await remove(record, docker, context)));
    leftovers.push(...left.flat());
  }
  return leftovers;
}

const removals = [
  ['container', removeContainerOf],
  ['network', removeNetworkOf],
  ['volume', removeVolumeOf],
] as const;

/** Removes a volume, or returns it as a leftover if others use it or its engine does not respond. */
async function removeVolumeOf(
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
