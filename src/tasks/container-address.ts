import type {ContainerInspectInfo} from 'dockerode';
import type {Endpoint} from '../probes/subject.ts';
import {engineName, type PortMapping} from './container-ports.ts';
import type {JoinedNetwork} from './container-spec.ts';

/**
 * How long a connection to a published port must stay open to count, in milliseconds. Docker's proxy accepts before
 * anything listens inside, and closes when it finds that out: within 5 ms in 300 connections each on an idle machine and on
 * two cores under four busy loops (Docker 20.10, Linux); 150 ms have been seen elsewhere.
 */
const HOLD_MS = 200;

/** Where a container can be reached from the host. */
export interface ContainerAddress {
  /** Of `ports.<p>`, as `host:port`; the protocol of a port published for both is tcp. */
  readonly published: ReadonlyMap<number, {readonly host: string; readonly port: number}>;
  /** On the first network that it is in; `''` without one. */
  readonly ip: string;
}

/** Reads the addresses back from the engine, which has chosen those that the file left open. */
export function addressOf(
  {NetworkSettings: {Ports: bound, Networks: joined}}: Pick<ContainerInspectInfo, 'NetworkSettings'>,
  ports: readonly PortMapping[],
  [first]: readonly JoinedNetwork[],
): ContainerAddress {
  const published = new Map<number, {host: string; port: number}>();
  for (const mapping of ports) {
    const [binding] = (bound[engineName(mapping)] ?? []).filter(({HostIp}) => HostIp === mapping.address);
    if (!binding || (published.has(mapping.port) && mapping.protocol === 'udp')) continue;
    published.set(mapping.port, {host: reachable(mapping.address), port: Number(binding.HostPort)});
  }
  return {published, ip: (first && joined[first.name]?.IPAddress) ?? ''};
}

/** The outputs that tell the addresses. */
export function addressOutputs({published, ip}: ContainerAddress): Record<string, string> {
  const ports = [...published].flatMap(([port, {host, port: hostPort}]) => [
    [`ports.${port}`, `${host.includes(':') ? `[${host}]` : host}:${hostPort}`],
    [`ports.${port}.host`, host],
    [`ports.${port}.port`, String(hostPort)],
  ]);
  return {ip, ...(Object.fromEntries(ports) as Record<string, string>)};
}

/** Where probes reach a port: as published, else on the container's own address, which only Linux routes. */
export function endpointOf({published, ip}: ContainerAddress, port: number): Endpoint {
  const binding = published.get(port);
  return binding ? {...binding, holdMs: HOLD_MS} : {host: ip, port, holdMs: 0};
}

/** Published on all addresses: this machine reaches it on its own. */
function reachable(address: string): string {
  if (address === '0.0.0.0') return '127.0.0.1';
  return address === '::' ? '::1' : address;
}
