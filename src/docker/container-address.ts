import {networkInterfaces} from 'node:os';
import type {ContainerInspectInfo} from 'dockerode';
import type {JoinedNetwork} from '../places/container-request.ts';
import {portName, type HostPort, type PublishedPort} from '../places/ports.ts';
import type {Endpoint} from '../probes/subject.ts';

/**
 * How long a connection to a published port must stay open to count as ready, in milliseconds, if this machine reaches
 * the container only through Docker's proxy. The proxy accepts connections before anything listens in the container,
 * and closes them when it notices: within 11 ms in 500 connections on two busy cores (Docker 20.10, Linux), and within
 * 150 ms elsewhere.
 */
const HOLD_MS = 200;

/** The same for a connection forwarded to another machine: one more round trip, at most an intercontinental one. */
const HOLD_FORWARDED_MS = HOLD_MS + 300;

/** The addresses at which the host reaches a container. */
export interface ContainerAddress {
  /** The values of `ports.<p>`, by container port. For a port published for TCP and UDP, the TCP one. */
  readonly published: ReadonlyMap<number, HostPort>;
  /** The address on its first network; `''` if it has none. */
  readonly ip: string;
  /** The address at which this machine reaches it without Docker's proxy, if any. */
  readonly direct?: string;
  /** Whether its published ports are forwarded from another machine. */
  readonly isForwarded?: boolean;
}

/** The requested ports and networks, and the engine. */
export interface AddressRequest {
  readonly ports: readonly PublishedPort[];
  readonly networks: readonly JoinedNetwork[];
  readonly engine: string;
}

/** Reads the addresses back from the engine, which chose those that the file does not set. */
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

/** Where probes reach a port: its published address, else the container's own address, which only Linux can route to. */
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

/** The address at which this machine reaches a port that is published on `address`. */
export function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}

/** A network of a container, as reported by the engine. */
interface Joined {
  readonly IPAddress: string;
  /** The host's own address in it; `''` in an internal network, which publishes no ports. */
  readonly Gateway: string;
}

/** The sockets of a system-wide engine. Any other engine may run in a virtual machine or in its own network namespace. */
const SYSTEM_SOCKETS = ['unix:///var/run/docker.sock', 'unix:///run/docker.sock'];

/**
 * The address at which this machine reaches a container without Docker's proxy; `undefined` if that is not certain. The
 * engine must be local, and the gateway of the network must be an address of this machine. With Docker Desktop, the
 * gateway is an address of a virtual machine, and the container's address may belong to something else here.
 */
export function directAddress(joined: readonly Joined[], engine: string): string | undefined {
  if (process.platform !== 'linux' || !SYSTEM_SOCKETS.includes(engine)) return undefined;
  const own = new Set(
    Object.values(networkInterfaces()).flatMap(all => (all ?? []).map(({address}) => address)),
  );
  return joined.find(({IPAddress: ip, Gateway: gateway}) => ip !== '' && own.has(gateway))?.IPAddress;
}
