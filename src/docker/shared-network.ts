import type {ContainerInspectInfo} from 'dockerode';
import type {ContainerRequest} from '../places/container-request.ts';
import type {ContainerAddress} from './container-address.ts';
import type {Engine} from './docker.ts';

/** Whether a container uses the network namespace of the host or of another container. */
export function isShared({networkMode = ''}: Pick<ContainerRequest, 'networkMode'>): boolean {
  return networkMode === 'host' || networkMode.startsWith('container:');
}

/** The container whose network namespace is shared; `undefined` for the host's. */
export async function inspectOwner(
  {api}: Engine,
  {HostConfig: {NetworkMode: mode = ''}}: Pick<ContainerInspectInfo, 'HostConfig'>,
): Promise<ContainerInspectInfo | undefined> {
  return mode === 'host' ? undefined : await api.getContainer(mode.replace(/^container:/, '')).inspect();
}

/** The address of a container in a shared network namespace: that of the host, or of the owner. */
export function sharedAddress(owner: ContainerInspectInfo | undefined): ContainerAddress {
  if (owner === undefined) return {published: new Map(), ip: '127.0.0.1'};
  const joined = Object.values(owner.NetworkSettings.Networks);
  return {published: new Map(), ip: joined.find(({IPAddress: ip}) => ip !== '')?.IPAddress ?? ''};
}
