import {engineReason, statusOf} from '../../docker/engine-problem.ts';
import {dockerCommand} from '../../docker/command.ts';
import {removeContainer} from '../../docker/remove-container.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {DockerRecord, MadeRecord} from '../../vocabulary/journal-record.ts';
import type {DownContext, OrphanContext} from '../kind.ts';
import {runPreStop, type Running} from './pre-stop.ts';
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

/** Removes the containers of a task, after the commands that belong before their stop. */
export async function downContainers(
  made: readonly MadeRecord[],
  context: DownContext,
): Promise<readonly Leftover[]> {
  return await removeContainers(made, context, async ({preStop = []}, running) => {
    if (preStop.length > 0) await runPreStop(preStop, running, context);
  });
}

/** Removes the containers among `made`; one whose engine does not answer, or does not do it, is left over. */
export async function removeContainers(
  made: readonly MadeRecord[],
  context: ObjectContext,
  beforeStop?: BeforeStop,
): Promise<readonly Leftover[]> {
  const records = made.filter((record): record is DockerRecord => record.made === 'container');
  return (await Promise.all(records.map(async record => await remove(record, context, beforeStop)))).flat();
}

type BeforeStop = (record: DockerRecord, running: Running) => Promise<void>;

async function remove(
  record: DockerRecord,
  {task, force, forcedAt, expired, services, report}: ObjectContext,
  beforeStop?: BeforeStop,
): Promise<readonly Leftover[]> {
  const {name, run, engine: address, graceMs} = record;
  const {clock, docker} = services;
  try {
    const engine = await raceAbort(docker.engineAt(address, task), expired);
    await removeContainer(engine.api, {
      ...{name, run, graceMs, force, forcedAt, expired, clock, report},
      beforeStop: async (container, signal) => await beforeStop?.(record, {engine, container, signal}),
    });
    return [];
  } catch (error) {
    const command = dockerCommand(address, `rm -f -v ${name}`);
    return [{what: `container ${name}`, why: whyDockerLeft(error, expired), command}];
  }
}
