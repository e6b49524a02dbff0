import type {ContainerInspectInfo} from 'dockerode';
import type {ContainerRequest} from '../places/container-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {portTaken} from '../places/port-taken.ts';
import {hostPorts, portName, type HostPort, type PublishedPort} from '../places/ports.ts';
import {reachable} from './container-address.ts';
import type {EnginePlace} from './engine-place.ts';
import {farAddress, forwardedPorts} from './far-ports.ts';
import {startForwarding} from './forward-process.ts';
import {forwardHere} from './forward-here.ts';
import {keepForwarding} from './keep-forwarding.ts';
import {localPort} from './local-port.ts';
import {RefusedForward} from './refused-forward.ts';
import type {Forward} from './ssh-forward.ts';

/** How often to choose another port if something else took it between its choice and its use. */
const MOST_CHOICES = 5;

/** A container whose ports are published on its engine's machine, and when to stop forwarding them. */
export interface ForwardedContainer {
  readonly place: EnginePlace;
  readonly request: ContainerRequest;
  readonly found: Pick<ContainerInspectInfo, 'NetworkSettings'>;
  /** Settles when the container has ended. */
  readonly ended: () => Promise<unknown>;
}

/**
 * Forwards the ports of a container from its engine's machine, if they are published for forwarding, to the addresses
 * on this machine that the file sets: through ssh, or by bottle itself. Returns the address of each port; `undefined`
 * if nothing is forwarded.
 * @throws TaskError `docker`, `port-taken`; the abort reason of the context's signal
 */
export async function forwardPorts(
  {place, request, found, ended}: ForwardedContainer,
  context: PlaceContext,
): Promise<ReadonlyMap<number, HostPort> | undefined> {
  const host = farAddress(place);
  const ports = forwardedPorts(request);
  if (host === undefined || ports.length === 0) return undefined;
  context.report(`forwarding its ports from ${place.engine.ssh?.host ?? host}`);
  const far = boundPorts(found);
  // The container has already ended.
  if (!ports.every(mapping => far.has(portName(mapping)))) return undefined;
  const bound: BoundPorts = {place, host, ports, far, over: settled(ended())};
  const forwards = await startOnFreePorts(bound, context);
  const reached = forwards.map(
    ({mapping: {port}, local}) => [port, {...local, host: reachable(local.host)}] as const,
  );
  // If a port has several addresses, the first one counts.
  return new Map(reached.toReversed());
}

/** Ports to forward, with their numbers on the engine's machine by Docker's port name (`80/tcp`). */
interface BoundPorts {
  readonly place: EnginePlace;
  /** The address on the engine's machine. */
  readonly host: string;
  readonly ports: readonly PublishedPort[];
  readonly far: ReadonlyMap<string, number>;
  /** Fires when the container has ended. */
  readonly over: AbortSignal;
}

function boundPorts({NetworkSettings}: ForwardedContainer['found']): ReadonlyMap<string, number> {
  // `null` for a port of the image that is not published.
  const bound: Readonly<Record<string, readonly {readonly HostPort: string}[] | null>> =
    NetworkSettings.Ports;
  return new Map(
    Object.entries(bound).flatMap(([name, bindings]) =>
      (bindings ?? []).slice(0, 1).map(({HostPort}) => [name, Number(HostPort)] as const),
    ),
  );
}

/** A forward, and its mapping in the file. */
interface PortForward extends Forward {
  readonly mapping: PublishedPort;
}

async function startOnFreePorts(bound: BoundPorts, context: PlaceContext): Promise<readonly PortForward[]> {
  for (let choices = 1; ; choices++) {
    const forwards = await forwardsOf(bound, context);
    try {
      await start(bound, forwards, context);
      return forwards;
    } catch (error) {
      if (!(error instanceof RefusedForward)) throw error;
      const refused = forwards.find(forward => forward === error.forward);
      if (refused?.mapping.hostPort !== undefined || choices === MOST_CHOICES)
        throw await portTaken(error.forward.local, context.task);
    }
  }
}

/** @throws RefusedForward */
async function start(
  {place, over}: BoundPorts,
  forwards: readonly Forward[],
  context: PlaceContext,
): Promise<void> {
  const {ssh} = place.engine;
  if (!ssh) {
    await forwardHere(forwards, {place: place.name, over}, context);
    return;
  }
  const process = await startForwarding(ssh, forwards, {context, signal: context.signal});
  void keepForwarding({ssh, forwards, process, over}, context);
}

async function forwardsOf(
  {host, ports, far}: BoundPorts,
  context: PlaceContext,
): Promise<readonly PortForward[]> {
  const forwards: PortForward[] = [];
  for (const mapping of ports) {
    const {address} = mapping;
    const port = await localPort(mapping);
    if (port === undefined)
      throw await portTaken({host: address, port: hostPorts(mapping)[0] ?? 0}, context.task);
    const there = {host, port: far.get(portName(mapping)) ?? 0};
    forwards.push({mapping, local: {host: address, port}, far: there});
  }
  return forwards;
}

function settled(work: Promise<unknown>): AbortSignal {
  const over = new AbortController();
  const end = (): void => over.abort();
  work.then(end, end);
  return over.signal;
}
