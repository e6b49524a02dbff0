import type {RemovalContext} from '../places/places.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import {whyLeft, type Leftover} from '../vocabulary/leftover.ts';
import {containerChannel} from './channel.ts';
import {dockerCommand} from './command.ts';
import type {Docker} from './docker.ts';
import {engineReason, statusOf} from './engine-problem.ts';
import {removeContainer} from './remove-container.ts';

/** Removes a container, or returns it as a leftover if its engine does not respond or fails. */
export async function removeContainerOf(
  record: DockerRecord,
  docker: Docker,
  {task, force, forcedAt, expired, services: {clock}, report, beforeStop}: RemovalContext,
): Promise<readonly Leftover[]> {
  const {name, run, graceMs} = record;
  try {
    const engine = await raceAbort(docker.engineAt(record, task), expired);
    await removeContainer(engine.api, {
      ...{name, run, graceMs, force, forcedAt, expired, clock, report},
      ...(record.preStop && {
        beforeStop: async ({id}, signal) =>
          await beforeStop?.(record, containerChannel(engine, id, clock), signal),
      }),
    });
    return [];
  } catch (error) {
    const command = dockerCommand(record, `rm -f -v ${name}`);
    return [{what: `container ${name}`, why: whyDockerLeft(error, expired), command}];
  }
}

/** The reason why an object is left over: the engine's error, if it responded. */
export function whyDockerLeft(error: unknown, expired: AbortSignal): string {
  return statusOf(error) === undefined ? whyLeft(error, expired) : engineReason(error);
}
