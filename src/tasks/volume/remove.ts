import {dockerCommand} from '../../docker/command.ts';
import {removeVolume} from '../../docker/volume.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {DockerRecord, MadeRecord} from '../../vocabulary/journal-record.ts';
import {whyLeft, type Leftover} from '../../vocabulary/leftover.ts';
import {whyDockerLeft, type ObjectContext} from '../container/remove.ts';
import type {DownContext} from '../kind.ts';

/** How long the engine may take to remove a volume. */
const LIMIT_MS = 20_000;

/** Removes the volumes of a task that are not kept, and gives back the claims on those that are. */
export async function downVolumes(
  made: readonly MadeRecord[],
  context: DownContext,
): Promise<readonly Leftover[]> {
  const leases = made.filter(record => record.made === 'lease');
  const leftovers = await Promise.all(
    leases.map(async lease => {
      if (context.isStillUsed) return [claimLeft(lease.claim, 'a leftover may still use it', context)];
      try {
        await context.services.leases.release(lease);
        return [];
      } catch (error) {
        return [claimLeft(lease.claim, whyLeft(error), context)];
      }
    }),
  );
  return [...(await removeVolumes(made, context)), ...leftovers.flat()];
}

/** Removes volumes of a run; one that others use, and one whose engine does not answer, is left over. */
export async function removeVolumes(
  made: readonly MadeRecord[],
  context: ObjectContext,
): Promise<readonly Leftover[]> {
  const records = made.filter((record): record is DockerRecord => record.made === 'volume');
  return (await Promise.all(records.map(async record => await remove(record, context)))).flat();
}

async function remove(
  {name, run, engine: address}: DockerRecord,
  {task, expired, services}: ObjectContext,
): Promise<readonly Leftover[]> {
  const deadline = services.clock.deadline(LIMIT_MS);
  const signal = AbortSignal.any([deadline.signal, expired]);
  try {
    const {api} = await raceAbort(services.docker.engineAt(address, task), signal);
    await removeVolume(api, {name, run, signal});
    return [];
  } catch (error) {
    const command = dockerCommand(address, `volume rm ${name}`);
    return [{what: `volume ${name}`, why: whyDockerLeft(error, signal), command}];
  } finally {
    deadline.cancel();
  }
}

function claimLeft(claim: string, why: string, {run}: DownContext): Leftover {
  return {what: `claim ${claim}`, why, command: `bottle down --forget ${run.id}`};
}
