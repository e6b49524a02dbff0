import type {ContainerRequest} from '../places/container-request.ts';
import type {ContainerReach} from '../places/place.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {portTaken} from '../places/port-taken.ts';
import {hostPorts, type HostPort, type PublishedPort} from '../places/ports.ts';
import type {KubernetesClient} from './api/client.ts';
import {forwardFrom} from './pod-access.ts';
import type {PodLife} from './pod-life.ts';

/**
 * How long a connection to a forwarded port must stay open to count as ready, in milliseconds. It opens before anything
 * listens in the container, and closes when the kubelet notices, one round trip through the API server later.
 */
const HOLD_MS = 300;

/** A pod that has started. */
export interface ReachablePod {
  readonly client: KubernetesClient;
  readonly id: string;
  readonly life: PodLife;
}

/**
 * Forwards the published ports of a pod, and those that its probes connect to, to this machine until the pod ends.
 * `undefined` if it has already ended.
 * @throws TaskError `port-taken`, `kubernetes`; the abort reason of the context's signal
 */
export async function reachPod(
  {ports, probed}: Pick<ContainerRequest, 'ports' | 'probed'>,
  {client, id, life}: ReachablePod,
  context: PlaceContext,
): Promise<ContainerReach | undefined> {
  const ip = await life.address();
  if (ip === undefined) return undefined;
  const over = new AbortController();
  void life.ended.then(() => over.abort());
  const forward = async (mapping: PublishedPort): Promise<readonly [number, HostPort]> => [
    mapping.port,
    await forwardOne(mapping, {client, id, signal: over.signal}, context),
  ];
  // If a port has several addresses, the first one counts.
  const published = new Map((await Promise.all(ports.map(forward))).toReversed());
  const unpublished = [...new Set(probed)].filter(port => !published.has(port));
  const own = new Map(await Promise.all(unpublished.map(async port => await forward(onLoopback(port)))));
  return {
    ip,
    published,
    endpoint(port) {
      const local = published.get(port) ?? own.get(port);
      return local ? {...local, holdMs: HOLD_MS} : {host: ip, port, holdMs: 0};
    },
  };
}

function onLoopback(port: number): PublishedPort {
  return {address: '127.0.0.1', port, protocol: 'tcp'};
}

interface Forwarding {
  readonly client: KubernetesClient;
  readonly id: string;
  readonly signal: AbortSignal;
}

/** Forwards the first free port of a mapping. */
async function forwardOne(
  mapping: PublishedPort,
  forwarding: Forwarding,
  {task}: PlaceContext,
): Promise<HostPort> {
  const {address, port} = mapping;
  const choices = hostPorts(mapping);
  for (const local of choices) {
    const found = await forwardFrom({host: address, port: local}, {...forwarding, port});
    if (found !== undefined) return {host: reachable(address), port: found};
  }
  throw await portTaken({host: address, port: choices[0] ?? 0}, task);
}

/** The address at which this machine reaches a port that is published on `address`. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
