import type {RemovalContext} from '../places/places.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {dockerCommand} from './command.ts';
import type {Docker} from './docker.ts';
import {removeNetwork} from './network.ts';
import {whyDockerLeft} from './remove-containers.ts';

/** How long removing one network may take, its containers' disconnecting included. */
const LIMIT_MS = 20_000;

/** Removes a network, unless others use it, or its engine does not answer. */
export async function removeNetworkOf(
  record: DockerRecord,
  docker: Docker,
  {task, expired, services: {clock}}: RemovalContext,
): Promise<readonly Leftover[]> {
  const {name, run} = record;
  const deadline = clock.deadline(LIMIT_MS);
  const signal = AbortSignal.any([deadline.signal, expired]);
  try {
    const engine = await raceAbort(docker.engineAt(record, task), signal);
    const strangers = await removeNetwork(engine, {name, run, signal});
    if (strangers.length === 0) return [];
    const why = `${strangers.join(' and ')} still ${strangers.length === 1 ? 'uses' : 'use'} it`;
    return [leftover(record, why, strangers)];
  } catch (error) {
    return [leftover(record, whyDockerLeft(error, signal))];
  } finally {
    deadline.cancel();
  }
}

function leftover(record: DockerRecord, why: string, strangers: readonly string[] = []): Leftover {
  const {name} = record;
  const disconnect = strangers.map(other => dockerCommand(record, `network disconnect -f ${name} ${other}`));
  return {
    what: `network ${name}`,
    why,
    command: [...disconnect, dockerCommand(record, `network rm ${name}`)].join(' && '),
  };
}
