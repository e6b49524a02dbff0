import type {EndpointSettings} from 'dockerode';
import {BRIDGE, type ContainerRequest, type JoinedNetwork} from '../places/container-request.ts';
import {texts} from '../values/scalar-texts.ts';
import {isOlderApi} from './api-version.ts';

/** An endpoint with the keys that dockerode does not know (Docker 28). */
interface Endpoint extends EndpointSettings {
  readonly GwPriority?: number;
}

/**
 * The networks that a container joins as it is created: since API 1.44 all of them, since some engines ignore the MAC address of one that
 * is joined later. Docker's default network is not named together with others.
 */
export function joinedAtCreation(
  {networks}: Pick<ContainerRequest, 'networks'>,
  apiVersion: string,
): readonly JoinedNetwork[] {
  const takesAll = !isOlderApi(apiVersion, '1.44') && networks.every(({name}) => name !== BRIDGE);
  return takesAll ? networks : networks.slice(0, 1);
}

/** How a container joins a network. On Docker's default one nothing has a name. */
export function endpointConfig(
  network: JoinedNetwork,
  {names, links}: Pick<ContainerRequest, 'names' | 'links'>,
): Endpoint {
  if (network.name === BRIDGE) return {};
  const {aliases = [], mac_address, driver_opts, gw_priority} = network;
  const addresses = addressConfig(network);
  return {
    Aliases: [...names, ...aliases],
    ...(Object.keys(addresses).length > 0 && {IPAMConfig: addresses}),
    ...(links.length > 0 && {Links: [...links]}),
    ...(mac_address !== undefined && {MacAddress: mac_address}),
    ...(driver_opts && {DriverOpts: texts(driver_opts)}),
    ...(gw_priority !== undefined && {GwPriority: gw_priority}),
  };
}

function addressConfig({ip, ipv6_address, link_local_ips}: JoinedNetwork) {
  const family = ip?.includes(':') === true ? 'IPv6Address' : 'IPv4Address';
  return {
    ...(ip !== undefined && {[family]: ip}),
    ...(ipv6_address !== undefined && {IPv6Address: ipv6_address}),
    ...(link_local_ips && {LinkLocalIPs: link_local_ips}),
  };
}
