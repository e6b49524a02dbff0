import {listenerOn} from '../processes/port-listener.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {portTakenFailure} from '../vocabulary/make-failure.ts';
import type {HostPort} from './ports.ts';

/** The error for a port of this machine that is already in use, with the process that uses it. */
export async function portTaken({host: address, port}: HostPort, task: TaskName): Promise<TaskError> {
  const listener = await listenerOn(port, 'tcp');
  const holder = listener === undefined ? 'something else' : `process ${listener}`;
  return new TaskError(portTakenFailure({task, use: 'publish', address, port, holder}));
}
