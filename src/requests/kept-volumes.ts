import {dockerCommand} from '../docker/command.ts';
import type {Engine} from '../docker/docker.ts';
import {engineReason} from '../docker/engine-problem.ts';
import {keptVolumes} from '../docker/volume.ts';
import type {RecoveryContext} from '../runner/dead-runs.ts';
import type {DeletedVolume} from '../schema/down-report.ts';
import {claimName} from '../tasks/volume/names.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';

/** The task in whose name the engine is asked. */
const ASKING = 'volumes' as TaskName;

/** Deletes the kept volumes of launch files, except those that a live run is using. */
export async function deleteKeptVolumes(
  files: readonly string[],
  {services}: Pick<RecoveryContext, 'services'>,
): Promise<readonly DeletedVolume[]> {
  try {
    const engine = await services.docker.engine(ASKING);
    const names = await Promise.all(files.map(async file => await keptVolumes(engine.api, file)));
    return await Promise.all(names.flat().map(async name => await deleteOne(engine, name, services)));
  } catch (error) {
    const why =
      error instanceof TaskError && error.failure.reason === 'no-engine'
        ? `no engine responds at ${error.failure.address}: ${error.failure.why}`
        : engineReason(error);
    return files.map(file => ({name: `those of ${file}`, problem: why, command: 'docker volume ls'}));
  }
}

/** Claims it first, so that no run can start to use it meanwhile. */
async function deleteOne(
  {api, address}: Engine,
  name: string,
  {leases}: RecoveryContext['services'],
): Promise<DeletedVolume> {
  const command = dockerCommand(address, `volume rm ${name}`);
  const claimed = await leases.claim(claimName(address, name), {
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
    await api.getVolume(name).remove();
    return {name, problem: null, command};
  } catch (error) {
    return {name, problem: engineReason(error), command};
  } finally {
    await leases.release(claimed.claim);
  }
}
