import {dockerCommand} from '../../docker/command.ts';
import {removeNetwork} from '../../docker/network.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {DockerRecord, MadeRecord} from '../../vocabulary/journal-record.ts';
import {whyDockerLeft, type ObjectContext} from '../container/remove.ts';
import type {Leftover} from '../../vocabulary/leftover.ts';

/** How long removing one network may take, its containers' disconnecting included. */
const LIMIT_MS = 20_000;

/** Removes the networks of a task; one that others use, and one whose engine does not answer, is left over. */
export async function downNetworks(
  made: readonly MadeRecord[],
  context: ObjectContext,
): Promise<readonly Leftover[]> {
  const records = made.filter((record): record is DockerRecord => record.made === 'network');
  return (await Promise.all(records.map(async record => await remove(record, context)))).flat();
}

async function remove(
  record: DockerRecord,
  {task, expired, services}: ObjectContext,
): Promise<readonly Leftover[]> {
  const {name, run, engine: address} = record;
  const deadline = services.clock.deadline(LIMIT_MS);
  const signal = AbortSignal.any([deadline.signal, expired]);
  try {
    const engine = await raceAbort(services.docker.engineAt(address, task), signal);
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

function leftover({name, engine}: DockerRecord, why: string, strangers: readonly string[] = []): Leftover {
  const disconnect = strangers.map(other => dockerCommand(engine, `network disconnect -f ${name} ${other}`));
  return {
    what: `network ${name}`,
    why,
    command: [...disconnect, dockerCommand(engine, `network rm ${name}`)].join(' && '),
  };
}
