import type {ContainerRequest} from '../places/container-request.ts';
import {portName, type PublishedPort} from '../places/ports.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {startFailure} from '../vocabulary/make-failure.ts';
import type {EnginePlace} from './engine-place.ts';
import {isShared} from './shared-network.ts';

/** On the engine's machine, only the `ssh` that forwards a port must reach it. */
const LOOPBACK = '127.0.0.1';

/**
 * The ports to publish on the engine's machine so that they can be forwarded: on one of its addresses, with numbers
 * that Docker chooses. `undefined` if they are not forwarded.
 * @throws TaskError `cannot-start` for a port that cannot be forwarded
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

/** Includes the ports of containers that will join its network, which cannot publish ports themselves. */
function portsThere(request: ContainerRequest): readonly PublishedPort[] {
  const probed = [...request.probed, ...request.siblings.flatMap(({request: sibling}) => sibling.probed)];
  return forwardedPorts({...request, probed});
}

/** The address on the engine's machine where ports are published for forwarding; `undefined` if they are not forwarded. */
export function farAddress({engine: {ssh}, publish}: EnginePlace): string | undefined {
  return ssh ? LOOPBACK : publish;
}

/** The ports to forward to this machine: published ports, and others that probes connect to. */
export function forwardedPorts({ports, probed}: ContainerRequest): readonly PublishedPort[] {
  const others = [...new Set(probed)].filter(port => !ports.some(mapping => mapping.port === port));
  return [...ports, ...others.map((port): PublishedPort => ({address: LOOPBACK, port, protocol: 'tcp'}))];
}

function notForwarded(udp: PublishedPort, {engine: {ssh}}: EnginePlace): string {
  const way = ssh ? 'over SSH' : 'from another machine';
  return `port \`${portName(udp)}\` cannot be forwarded ${way}; publish it for TCP, or use an engine on this machine`;
}
