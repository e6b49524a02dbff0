import type {NetworkInspectInfo} from 'dockerode';
import type {NetworkRequest} from '../places/network-request.ts';
import type {AddressRange} from '../schema/tasks/network.ts';
import type {Engine} from './docker.ts';
import {statusOf} from './engine-problem.ts';
import {LABELS} from './labels.ts';

/** Options of a network to create. */
export type NewNetwork = Omit<NetworkRequest, 'name' | 'external'> & {readonly name: string};

/** A network as created by the engine; strings are empty if it has no address. */
export interface MadeNetwork {
  readonly id: string;
  readonly subnet: string;
  readonly gateway: string;
}

/** Creates a network, and reads its addresses back. */
export async function createNetwork(engine: Engine, request: NewNetwork): Promise<MadeNetwork> {
  const {name, driver, internal, ipv6, attachable, driverOpts, ipam, labels} = request;
  const {id} = await engine.api.createNetwork({
    ...{Name: name, Driver: driver, Internal: internal, EnableIPv6: ipv6, Labels: {...labels}},
    ...{Attachable: attachable, Options: {...driverOpts}, CheckDuplicate: true},
    IPAM: {Driver: ipam.driver, Options: {...ipam.options}, Config: ipam.ranges.map(rangeConfig)},
  });
  return {id, ...addressesOf(await engine.api.getNetwork(id).inspect())};
}

/** An existing network; `undefined` if it does not exist. */
export async function findNetwork({api}: Engine, name: string): Promise<MadeNetwork | undefined> {
  try {
    const found: NetworkInspectInfo = await api.getNetwork(name).inspect();
    return {id: found.Id, ...addressesOf(found)};
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function rangeConfig({subnet, ip_range, gateway, aux_addresses}: AddressRange) {
  return {
    Subnet: subnet,
    ...(ip_range !== undefined && {IPRange: ip_range}),
    ...(gateway !== undefined && {Gateway: gateway}),
    ...(aux_addresses && {AuxiliaryAddresses: aux_addresses}),
  };
}

/** The IPv4 range, if there is one. Some engines append the prefix length to the gateway. */
function addressesOf({IPAM: ipam}: NetworkInspectInfo): Omit<MadeNetwork, 'id'> {
  const ranges = ipam?.Config ?? [];
  const range = ranges.find(({Subnet = ''}) => !Subnet.includes(':')) ?? ranges[0];
  return {subnet: range?.Subnet ?? '', gateway: (range?.Gateway ?? '').replace(/\/\d+$/, '')};
}

/**
 * Removes a network if `run` created it. A network that does not exist counts as removed. Containers of the same run
 * are disconnected first. If other containers are connected, the network is kept. @returns the names of those
 * containers
 */
export async function removeNetwork(
  {api}: Engine,
  {name, run, signal}: {readonly name: string; readonly run: string; readonly signal: AbortSignal},
): Promise<readonly string[]> {
  // The filter also matches parts of names.
  const filters = {name: [name], label: [`${LABELS.run}=${run}`]};
  const found = await api.listNetworks({filters, abortSignal: signal});
  const strangers: string[] = [];
  for (const {Id} of found.filter(({Name}) => Name === name)) {
    const network = api.getNetwork(Id);
    const inside = await api.listContainers({all: true, filters: {network: [Id]}, abortSignal: signal});
    const foreign = inside.filter(({Labels}) => Labels[LABELS.run] !== run);
    strangers.push(...foreign.map(({Names, Id: id}) => Names[0]?.slice(1) ?? id));
    if (foreign.length > 0) continue;
    for (const container of inside)
      await unlessGone(network.disconnect({Container: container.Id, Force: true, abortSignal: signal}));
    await unlessGone(network.remove({abortSignal: signal}));
  }
  return strangers;
}

async function unlessGone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: unknown) => {
    if (statusOf(error) !== 404) throw error;
  });
}
