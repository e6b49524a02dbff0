import {dockerCommand} from '../../docker/docker-command.ts';
import {removeContainer} from '../../docker/remove-container.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {DockerRecord, MadeRecord} from '../../vocabulary/journal-record.ts';
import type {OrphanContext} from '../kind.ts';
import type {Leftover} from '../../vocabulary/leftover.ts';

/** Inputs of removing a Docker object. */
export type ObjectContext = Pick<
  OrphanContext,
  'task' | 'force' | 'forcedAt' | 'expired' | 'report' | 'services'
>;

/** Removes the containers of a task; one whose engine does not answer, or does not do it, is left over. */
export async function downContainers(
  made: readonly MadeRecord[],
  context: ObjectContext,
): Promise<readonly Leftover[]> {
  const records = made.filter((record): record is DockerRecord => record.made === 'container');
  return (await Promise.all(records.map(async record => await remove(record, context)))).flat();
}

async function remove(
  {name, run, engine: address, graceMs}: DockerRecord,
  {task, force, forcedAt, expired, services, report}: ObjectContext,
): Promise<readonly Leftover[]> {
  const {clock, docker} = services;
  try {
    const {api} = await raceAbort(docker.engineAt(address, task), expired);
    await removeContainer(api, {name, run, graceMs, force, forcedAt, expired, clock, report});
    return [];
  } catch {
    return [{what: `container ${name}`, command: dockerCommand(address, `rm -f -v ${name}`)}];
  }
}
