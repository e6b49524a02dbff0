import type {NetworkInspectInfo} from 'dockerode';
import type {NetworkRequest} from '../places/network-request.ts';
import type {AddressRange} from '../schema/tasks/network.ts';
import type {Engine} from './docker.ts';
import {engineReason, statusOf} from './engine-problem.ts';
import {freeRange} from './free-range.ts';
import {LABELS} from './labels.ts';
import {reserveAddresses} from './reserve-addresses.ts';

/** Options of a network to create. */
export type NewNetwork = Omit<NetworkRequest, 'name' | 'external'> & {readonly name: string};

/** A network as created by the engine; strings are empty if it has no address. */
export interface MadeNetwork {
  readonly id: string;
  readonly subnet: string;
  readonly gateway: string;
}

/** Creates a network, and reads its addresses back unless they were requested. Creates nothing after `signal` has fired. */
export async function createNetwork(
  engine: Engine,
  request: NewNetwork,
  signal: AbortSignal,
): Promise<NetworkWithAddresses> {
  return request.addresses.length > 0
    ? await createWithAddresses(engine, request, signal)
    : {...(await create(engine, request)), addresses: {}};
}

/** A network, with its reserved addresses by name. */
export interface NetworkWithAddresses extends MadeNetwork {
  readonly addresses: Readonly<Record<string, string>>;
}

/** The maximum number of attempts if other networks take the range first. */
const MAX_CREATIONS = 10;

/** Creates a network with a known range, because engines accept fixed addresses only in a range of the request. */
async function createWithAddresses(
  engine: Engine,
  request: NewNetwork,
  signal: AbortSignal,
): Promise<NetworkWithAddresses> {
  for (let count = 1; ; count += 1) {
    signal.throwIfAborted();
    const subnet = (await freeRange(engine)) ?? (await rangeOfEngine(engine, request));
    const reserved = reserveAddresses(subnet, request.addresses);
    if (!reserved) throw new Error(`its range \`${subnet}\` is too small for its \`addresses\``);
    const {range, addresses} = reserved;
    const ipam = {...request.ipam, ranges: [range]};
    signal.throwIfAborted();
    try {
      const id = await requestNetwork(engine, {...request, ipam});
      return {id, subnet, gateway: range.gateway, addresses};
    } catch (error) {
      if (count === MAX_CREATIONS || !isTaken(error)) throw error;
    }
  }
}

/** Matches the errors of Docker and Podman for a range that is in use. */
function isTaken(error: unknown): boolean {
  return /overlaps|is already used/.test(engineReason(error));
}

/** The range that the engine chooses for a network. An internal one takes half the time to create and remove. */
async function rangeOfEngine(engine: Engine, request: NewNetwork): Promise<string> {
  const {id, subnet} = await create(engine, {...request, internal: true});
  await engine.api.getNetwork(id).remove();
  return subnet;
}

async function create(engine: Engine, request: NewNetwork): Promise<MadeNetwork> {
  const id = await requestNetwork(engine, request);
  return {id, ...addressesOf(await engine.api.getNetwork(id).inspect())};
}

/** Returns the id of the new network. */
async function requestNetwork({api}: Engine, request: NewNetwork): Promise<string> {
  const {name, driver, internal, ipv6, attachable, driverOpts, ipam, labels} = request;
  const {id} = await api.createNetwork({
    ...{Name: name, Driver: driver, Internal: internal, EnableIPv6: ipv6, Labels: {...labels}},
    ...{Attachable: attachable, Options: {...driverOpts}, CheckDuplicate: true},
    IPAM: {Driver: ipam.driver, Options: {...ipam.options}, Config: ipam.ranges.map(rangeConfig)},
  });
  return id;
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
