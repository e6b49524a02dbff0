import type {NamedPlace} from '../places/place-problem.ts';
import type {OwnedScope, Place} from '../places/place.ts';
import type {RecoveryContext} from '../runner/dead-runs.ts';
import type {DeletedVolume} from '../schema/down-report.ts';
import {stateId} from '../state/state-id.ts';
import {claimName} from '../tasks/volume/names.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {taskName, recoveryId} from '../vocabulary/ids.ts';
import {placesInAll, type FilePlaces, type LaunchFiles} from './places-in.ts';

/** The task name for requests to a place. */
const ASKING = taskName('volumes');

/** Deletes the kept volumes of launch files, at `local` and at their places, except volumes that a live run is using. */
export async function deleteKeptVolumes(
  files: readonly LaunchFiles[],
  {services, env, observer}: Pick<RecoveryContext, 'services' | 'env' | 'observer'>,
): Promise<readonly DeletedVolume[]> {
  const state = await stateId(observer.stateDir);
  const deleted = await Promise.all(
    [...new Set(files.map(({file}) => file))].map(async file => {
      const variants = files.filter(each => each.file === file);
      const {places, usesLocal} = await placesInAll(variants, env);
      const scope = {file, state, usesLocal};
      return await Promise.all([undefined, ...places].map(async at => await deleteAt(at, scope, services)));
    }),
  );
  return deleted.flat(2);
}

async function deleteAt(
  named: NamedPlace | undefined,
  {usesLocal, ...scope}: Pick<OwnedScope, 'file' | 'state'> & Pick<FilePlaces, 'usesLocal'>,
  services: RecoveryContext['services'],
): Promise<readonly DeletedVolume[]> {
  let place: Place | undefined;
  try {
    const found = (place = await services.places.at(named, ASKING));
    const names = await found.keptVolumes(scope);
    return await Promise.all(names.map(async name => await deleteOne(found, name, services)));
  } catch (error) {
    // A missing local engine does not matter to a file whose tasks are all at other places.
    if (!named && !usesLocal && isWithoutEngine(error)) return [];
    const of = named ? ` at place ${named.name}` : '';
    const isCluster = named !== undefined && 'kubernetes' in named.source;
    const command = isCluster ? 'kubectl get persistentvolumeclaims -l bottle.keep=true' : 'docker volume ls';
    return [{name: `volumes of ${scope.file}${of}`, problem: reasonOf(error, place), command}];
  }
}

function isWithoutEngine(error: unknown): boolean {
  return error instanceof TaskError && error.failure.reason === 'no-engine';
}

function reasonOf(error: unknown, place: Place | undefined): string {
  const failure = error instanceof TaskError ? error.failure : undefined;
  if (failure?.reason === 'no-engine') return `no engine responds at ${failure.address}: ${failure.why}`;
  if (failure?.reason === 'no-cluster') return `no access to the cluster (${failure.source}): ${failure.why}`;
  return place?.reasonOf(error) ?? String(error);
}

/** Claims the volume first, so that no run can start using it in the meantime. */
async function deleteOne(
  place: Place,
  name: string,
  {leases}: RecoveryContext['services'],
): Promise<DeletedVolume> {
  const command = place.deleteVolumeCommand(name);
  const claimed = await leases.claim(claimName(place.address, name), {
    ...{run: recoveryId, file: '', task: ASKING, signal: new AbortController().signal},
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
