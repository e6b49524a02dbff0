import {networkInterfaces} from 'node:os';
import type {ContainerInspectInfo} from 'dockerode';
import type {JoinedNetwork} from '../places/container-request.ts';
import {portName, type HostPort, type PublishedPort} from '../places/ports.ts';
import type {Endpoint} from '../probes/subject.ts';

/**
 * How long a connection to a published port must stay open to count where this machine cannot see past Docker's proxy, in
 * milliseconds. The proxy accepts before anything listens inside, and closes when it finds that out: within 11 ms in 500
 * connections on two busy cores (Docker 20.10, Linux); 150 ms have been seen elsewhere.
 */
const HOLD_MS = 200;

/** The same if the connection is forwarded to another machine: one more round trip, at most an intercontinental one. */
const HOLD_FORWARDED_MS = HOLD_MS + 300;

/** Where a container can be reached from the host. */
export interface ContainerAddress {
  /** Of `ports.<p>`, as `host:port`; the protocol of a port published for both is tcp. */
  readonly published: ReadonlyMap<number, HostPort>;
  /** On the first network that it is in; `''` without one. */
  readonly ip: string;
  /** Where this machine reaches it past Docker's proxy, if it does. */
  readonly direct?: string;
  /** Whether its published ports are forwarded from another machine. */
  readonly isForwarded?: boolean;
}

/** The requested address, and the engine. */
export interface AddressRequest {
  readonly ports: readonly PublishedPort[];
  readonly networks: readonly JoinedNetwork[];
  readonly engine: string;
}

/** Reads the addresses back from the engine, which has chosen those that the file left open. */
export function addressOf(
  {NetworkSettings: {Ports: bound, Networks: joined}}: Pick<ContainerInspectInfo, 'NetworkSettings'>,
  {ports, networks: [first], engine}: AddressRequest,
): ContainerAddress {
  const published = new Map<number, HostPort>();
  for (const mapping of ports) {
    const [binding] = (bound[portName(mapping)] ?? []).filter(({HostIp}) => HostIp === mapping.address);
    if (!binding || (published.has(mapping.port) && mapping.protocol !== 'tcp')) continue;
    published.set(mapping.port, {host: reachable(mapping.address), port: Number(binding.HostPort)});
  }
  const direct = directAddress(Object.values(joined), engine);
  return {published, ip: (first && joined[first.name]?.IPAddress) ?? '', ...(direct && {direct})};
}

/** Where probes reach a port: as published, else on the container's own address, which only Linux routes. */
export function endpointOf(
  {published, ip, direct, isForwarded = false}: ContainerAddress,
  port: number,
): Endpoint {
  const binding = published.get(port);
  if (!binding) return {host: ip, port, holdMs: 0};
  return {
    ...binding,
    holdMs: isForwarded ? HOLD_FORWARDED_MS : HOLD_MS,
    ...(direct && {behind: {host: direct, port}}),
  };
}

/** Published on all addresses: this machine reaches it on its own. */
export function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}

/** A network of a container, as reported by the engine. */
interface Joined {
  readonly IPAddress: string;
  /** The host's own address in it; `''` in an internal network, through which nothing is published. */
  readonly Gateway: string;
}

/** The sockets of an engine that the whole machine has. One of another place may be in a machine or a namespace of its own. */
const SYSTEM_SOCKETS = ['unix:///var/run/docker.sock', 'unix:///run/docker.sock'];

/**
 * The address on which this machine reaches a container without Docker's proxy; `undefined` if that is not certain. It
 * requires the local engine, where the gateway of the network is an address of this machine: with Docker Desktop it is an
 * address of a virtual machine, and may belong to something else here.
 */
export function directAddress(joined: readonly Joined[], engine: string): string | undefined {
  if (process.platform !== 'linux' || !SYSTEM_SOCKETS.includes(engine)) return undefined;
  const own = new Set(
    Object.values(networkInterfaces()).flatMap(all => (all ?? []).map(({address}) => address)),
  );
  return joined.find(({IPAddress: ip, Gateway: gateway}) => ip !== '' && own.has(gateway))?.IPAddress;
}
