import type {NamedPlace} from '../places/place-problem.ts';
import type {Place} from '../places/place.ts';
import type {RecoveryContext} from '../runner/dead-runs.ts';
import type {DeletedVolume} from '../schema/down-report.ts';
import {claimName} from '../tasks/volume/names.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import {placesIn} from './places-in.ts';

/** The task in whose name a place is asked. */
const ASKING = 'volumes' as TaskName;

/** Deletes the kept volumes of launch files, at `local` and at their places, except those that a live run is using. */
export async function deleteKeptVolumes(
  files: readonly string[],
  {services, env}: Pick<RecoveryContext, 'services' | 'env'>,
): Promise<readonly DeletedVolume[]> {
  const deleted = await Promise.all(
    files.map(async file => {
      const places = [undefined, ...(await placesIn(file, env))];
      return await Promise.all(places.map(async place => await deleteAt(place, file, services)));
    }),
  );
  return deleted.flat(2);
}

async function deleteAt(
  named: NamedPlace | undefined,
  file: string,
  services: RecoveryContext['services'],
): Promise<readonly DeletedVolume[]> {
  let place: Place | undefined;
  try {
    const found = (place = await services.places.at(named, ASKING));
    const names = await found.keptVolumes(file);
    return await Promise.all(names.map(async name => await deleteOne(found, name, services)));
  } catch (error) {
    const why =
      error instanceof TaskError && error.failure.reason === 'no-engine'
        ? `no engine responds at ${error.failure.address}: ${error.failure.why}`
        : (place?.reasonOf(error) ?? String(error));
    const of = named ? ` at place ${named.name}` : '';
    return [{name: `those of ${file}${of}`, problem: why, command: 'docker volume ls'}];
  }
}

/** Claims it first, so that no run can start to use it meanwhile. */
async function deleteOne(
  place: Place,
  name: string,
  {leases}: RecoveryContext['services'],
): Promise<DeletedVolume> {
  const command = place.deleteVolumeCommand(name);
  const claimed = await leases.claim(claimName(place.address, name), {
    ...{run: 'recovery' as RunId, file: '', task: ASKING, signal: new AbortController().signal},
    record: async () => await Promise.resolve(),
  });
  if ('holder' in claimed) {
    const {holder} = claimed;
    return {
      name,
      problem: holder ? `run ${holder.run} of ${holder.file} is using it` : 'it is in use',
      command,
    };
  }
  try {
    await place.deleteVolume(name);
    return {name, problem: null, command};
  } catch (error) {
    return {name, problem: place.reasonOf(error), command};
  } finally {
    await leases.release(claimed.claim);
  }
}
