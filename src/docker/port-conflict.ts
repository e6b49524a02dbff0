import type Dockerode from 'dockerode';
import type {PublishedPort} from '../places/ports.ts';
import {listenerOn} from '../processes/port-listener.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {portTakenFailure} from '../vocabulary/make-failure.ts';
import {engineReason} from './engine-problem.ts';
import {publisherOf, takenPort} from './port-owner.ts';

/** The failure of a container whose host port is taken, with the holder of the port; `undefined` if the error has another cause. */
export async function portConflict(
  error: unknown,
  ports: readonly PublishedPort[],
  {api, task}: {readonly api: Dockerode; readonly task: TaskName},
): Promise<TaskError | undefined> {
  const fixed = ports.flatMap(({address, hostPort: port, protocol}) =>
    port === undefined ? [] : [{address, port, protocol}],
  );
  const taken = takenPort(engineReason(error), fixed);
  if (!taken) return undefined;
  const {address, port, protocol} = taken;
  const container = await publisherOf(api, taken).catch(() => undefined);
  const holder = container ?? (await processOn(port, protocol)) ?? 'something else';
  return new TaskError(portTakenFailure({task, use: 'publish', address, port, holder}));
}

async function processOn(port: number, protocol: PublishedPort['protocol']): Promise<string | undefined> {
  // The kernel does not list SCTP listeners.
  if (protocol === 'sctp') return undefined;
  const listener = await listenerOn(port, protocol);
  return listener === undefined ? undefined : `process ${listener}`;
}
