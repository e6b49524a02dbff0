import type {ContainerRequest} from '../places/container-request.ts';
import {portName, type PublishedPort} from '../places/ports.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {startFailure} from '../vocabulary/make-failure.ts';
import type {EnginePlace} from './engine-place.ts';
import {isShared} from './shared-network.ts';

/** Nothing on the machine of an engine but the `ssh` that forwards it has to reach a port. */
const LOOPBACK = '127.0.0.1';

/**
 * How ports are published on the machine of an engine whose ports are forwarded: on one of its addresses, on ports that Docker chooses
 * there. `undefined` if they are not forwarded.
 * @throws TaskError `cannot-start` for one that cannot be forwarded
 */
export function farPorts(
  place: EnginePlace,
  request: ContainerRequest,
  task: TaskName,
): readonly PublishedPort[] | undefined {
  const address = farAddress(place);
  if (address === undefined) return undefined;
  const ports = isShared(request) ? [] : portsThere(request);
  const udp = ports.find(({protocol}) => protocol === 'udp');
  if (udp) throw new TaskError(startFailure(task, 'container', notForwarded(udp, place)));
  return ports.map(({port, protocol}) => ({address, port, protocol}));
}

/** With those of the containers that will join its network, which can publish none themselves. */
function portsThere(request: ContainerRequest): readonly PublishedPort[] {
  const probed = [...request.probed, ...request.siblings.flatMap(({request: sibling}) => sibling.probed)];
  return forwardedPorts({...request, probed});
}

/** The address of the engine's machine that its ports are published on to be forwarded. */
export function farAddress({engine: {ssh}, publish}: EnginePlace): string | undefined {
  return ssh ? LOOPBACK : publish;
}

/** The ports to forward to this machine: those that are published, and others that probes connect to. */
export function forwardedPorts({ports, probed}: ContainerRequest): readonly PublishedPort[] {
  const others = [...new Set(probed)].filter(port => !ports.some(mapping => mapping.port === port));
  return [...ports, ...others.map((port): PublishedPort => ({address: LOOPBACK, port, protocol: 'tcp'}))];
}

function notForwarded(udp: PublishedPort, {engine: {ssh}}: EnginePlace): string {
  const way = ssh ? 'over SSH' : 'from another machine';
  return `port \`${portName(udp)}\` cannot be forwarded ${way}; publish it for TCP, or use an engine of this machine`;
}
