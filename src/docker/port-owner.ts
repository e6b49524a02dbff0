import type Dockerode from 'dockerode';
import type {Protocol} from '../vocabulary/protocol.ts';
import {LABELS} from './labels.ts';

/** A host port that could not be published. */
export interface HostPort {
  readonly address: string;
  readonly port: number;
  readonly protocol: Protocol;
}

/** The container that publishes a host port, as text; `undefined` if there is none. */
export async function publisherOf(api: Dockerode, wanted: HostPort): Promise<string | undefined> {
  const containers = await api.listContainers();
  const found = containers.find(({Ports: ports}) => ports.some(port => isSamePort(port, wanted)));
  if (!found) return undefined;
  const name = (found.Names[0] ?? found.Id).replace(/^\//, '');
  const {[LABELS.run]: run, [LABELS.task]: task} = found.Labels;
  return run === undefined
    ? `container \`${name}\``
    : `container \`${name}\` (task \`${task ?? ''}\` of run ${run})`;
}

/** The host port that the engine reports as taken; `undefined` if it refused for another reason. */
export function takenPort(reason: string, wanted: readonly HostPort[]): HostPort | undefined {
  if (!/port is already allocated|address already in use/.test(reason)) return undefined;
  const named = wanted.find(({port, address}) => reason.includes(`${address}:${port}`));
  return named ?? wanted.find(({port}) => new RegExp(`\\b${port}\\b`).test(reason)) ?? wanted[0];
}

function isSamePort({IP: ip, PublicPort: port, Type: type}: Dockerode.Port, wanted: HostPort): boolean {
  const isSameAddress = ip === wanted.address || isAny(ip) || isAny(wanted.address);
  return port === wanted.port && type === wanted.protocol && isSameAddress;
}

function isAny(address: string): boolean {
  return address === '0.0.0.0' || address === '::';
}
