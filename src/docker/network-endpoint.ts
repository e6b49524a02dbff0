import type {EndpointSettings} from 'dockerode';
import {BRIDGE, type ContainerRequest, type JoinedNetwork} from '../places/container-request.ts';
import {texts} from '../values/scalar-texts.ts';
import {isOlderApi} from './api-version.ts';

/** Endpoint settings with the keys that dockerode's types omit (Docker 28). */
interface Endpoint extends EndpointSettings {
  readonly GwPriority?: number;
}

/**
 * The networks that a container joins at creation. Since API 1.44 these are all networks, because some engines ignore
 * the MAC address for a network joined later. If Docker's default network is among them, only the first network is
 * joined at creation.
 */
export function joinedAtCreation(
  {networks}: Pick<ContainerRequest, 'networks'>,
  apiVersion: string,
): readonly JoinedNetwork[] {
  const takesAll = !isOlderApi(apiVersion, '1.44') && networks.every(({name}) => name !== BRIDGE);
  return takesAll ? networks : networks.slice(0, 1);
}

/** The settings of a container in a network. Docker's default network does not support names. */
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
