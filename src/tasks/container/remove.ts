import {engineReason, statusOf} from '../../docker/engine-problem.ts';
import {dockerCommand} from '../../docker/command.ts';
import {removeContainer} from '../../docker/remove-container.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {DockerRecord, MadeRecord} from '../../vocabulary/journal-record.ts';
import type {OrphanContext} from '../kind.ts';
import {whyLeft, type Leftover} from '../../vocabulary/leftover.ts';

/** Inputs of removing a Docker object. */
export type ObjectContext = Pick<
  OrphanContext,
  'task' | 'force' | 'forcedAt' | 'expired' | 'report' | 'services'
>;

/** Why an object of an engine is left over: the engine's reason, if it has answered. */
export function whyDockerLeft(error: unknown, expired: AbortSignal): string {
  return statusOf(error) === undefined ? whyLeft(error, expired) : engineReason(error);
}

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
  } catch (error) {
    const command = dockerCommand(address, `rm -f -v ${name}`);
    return [{what: `container ${name}`, why: whyDockerLeft(error, expired), command}];
  }
}
