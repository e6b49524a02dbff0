import type {RemovalContext} from '../places/places.ts';
import type {DockerRecord} from '../vocabulary/journal-record.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {dockerCommand} from './command.ts';
import type {Docker} from './docker.ts';
import {removeNetwork} from './network.ts';
import {withinRemovalLimit} from './within-removal-limit.ts';

/** Removes a network, or returns it as a leftover if others use it or its engine does not respond. */
export async function removeNetworkOf(
  record: DockerRecord,
  docker: Docker,
  context: RemovalContext,
): Promise<readonly Leftover[]> {
  const {name, run} = record;
  let strangers: readonly string[] = [];
  const why = await withinRemovalLimit(record, docker, context, async (engine, signal) => {
    strangers = await removeNetwork(engine, {name, run, signal});
    if (strangers.length === 0) return undefined;
    return `${strangers.join(' and ')} still ${strangers.length === 1 ? 'uses' : 'use'} it`;
  });
  return why === undefined ? [] : [leftover(record, why, strangers)];
}

function leftover(record: DockerRecord, why: string, strangers: readonly string[]): Leftover {
  const {name} = record;
  const disconnect = strangers.map(other => dockerCommand(record, `network disconnect -f ${name} ${other}`));
  return {
    what: `network ${name}`,
    why,
    command: [...disconnect, dockerCommand(record, `network rm ${name}`)].join(' && '),
  };
}
