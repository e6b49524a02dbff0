import {TaskError} from '../../vocabulary/failure.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';
import type {UpContext} from '../kind.ts';
import {engineName, type PortMapping} from '../shared/ports.ts';

/** Nothing on the machine of the engine but the forward has to reach a port. */
export const FAR_ADDRESS = '127.0.0.1';

/**
 * How these ports are published on the machine of an engine that is reached by ssh: on ports that Docker chooses there.
 * @throws TaskError `cannot-start` for one that ssh cannot forward
 */
export function farPorts(ports: readonly PortMapping[], context: UpContext): readonly PortMapping[] {
  refuseUdp(ports, context);
  return ports.map(({port, protocol}) => ({address: FAR_ADDRESS, port, protocol}));
}

function refuseUdp(ports: readonly PortMapping[], {task}: UpContext): void {
  const udp = ports.find(({protocol}) => protocol === 'udp');
  if (!udp) return;
  const why = `port \`${engineName(udp)}\` cannot be forwarded over SSH; publish it for TCP, or use an engine of this machine`;
  throw new TaskError(startFailure(task, 'container', why));
}
