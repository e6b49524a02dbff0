import type {NetworkAttachment, NetworkKeys} from '../../schema/tasks/container-network.ts';
import {isMap, textsOf, type PlainMap} from '../plain-map.ts';
import {namespace, type ContainerOf} from './host-keys.ts';
import type {Section} from './section.ts';
import {pairs, text, texts, whole, withoutGaps} from './values.ts';
import {asReferences} from './variables.ts';

/** The name of the network of services that name no network. */
export const DEFAULT_NETWORK = 'default';

/** Inputs for the networks of a service. */
export interface NetworkFacts {
  /** The `network` tasks by network name. */
  readonly networks: ReadonlyMap<string, string>;
  /** The names of networks in which Docker assigns fixed addresses. */
  readonly addressable: ReadonlySet<string>;
  /** The name of the service's task, which always resolves to it. */
  readonly task: string;
  /** The name of the service. */
  readonly name: string;
  /** The names of tasks by service name. */
  readonly tasks: ReadonlyMap<string, string>;
  readonly containerOf: ContainerOf;
}

/** The network keys of a service, except its ports. */
export function networkKeys(service: Section, source: PlainMap, facts: NetworkFacts): Partial<NetworkKeys> {
  const mode = service.fixed('network_mode', value =>
    namespace(value, ['host', 'none', 'bridge'], facts.containerOf),
  );
  if (mode !== undefined && mode !== 'bridge') reportUseless(mode, service);
  return withoutGaps<NetworkKeys>({
    // `bridge` is the default.
    network_mode: mode === 'bridge' ? undefined : mode,
    links: service.read('links', value => links(value, facts)),
    extra_hosts: service.read('extra_hosts', hosts),
    hostname: service.read('hostname', text),
    domainname: service.read('domainname', text),
    mac_address: service.read('mac_address', text),
    dns: service.read('dns', texts),
    dns_opt: service.read('dns_opt', texts),
    dns_search: service.read('dns_search', texts),
    ...(!service.has('network_mode') && {networks: joined(service, source, facts)}),
  });
}

/** Reports keys that Docker ignores or refuses in a shared network namespace. */
function reportUseless(mode: string, service: Section): void {
  const ofOwn = [
    'links',
    'mac_address',
    ...(mode.startsWith('container:') ? ['hostname', 'dns', 'extra_hosts'] : []),
  ];
  for (const key of ['ports', 'networks', ...ofOwn])
    if (service.has(key)) service.leaveOut(key, `it has no effect with this \`network_mode\``);
}

/** The names of the networks that a service joins. */
export function networksOf({networks, network_mode: mode}: PlainMap): readonly string[] {
  if (mode !== undefined && mode !== null) return [];
  const listed = isMap(networks) ? Object.keys(networks) : textsOf(networks ?? []);
  return listed.length > 0 ? listed : [DEFAULT_NETWORK];
}

/** In Compose, a service can be found by its own name and by the name of its container. */
function joined(service: Section, source: PlainMap, facts: NetworkFacts): (string | NetworkAttachment)[] {
  const names = [facts.name, ...textsOf(source.container_name ?? []).map(asReferences)];
  const known = names.filter(name => name !== facts.task);
  const attachments = isMap(source.networks)
    ? service.entries('networks', (network, _, section) => attachment(network, section, known, facts))
    : networksOf(source).map(network => attachment(network, undefined, known, facts));
  service.skip('networks');
  return attachments.flatMap(found => found ?? []);
}

function attachment(
  name: string,
  section: Section | undefined,
  known: readonly string[],
  {networks, addressable}: NetworkFacts,
): string | NetworkAttachment | undefined {
  const network = networks.get(name);
  if (network === undefined) return undefined;
  const [ip, ipv6] = ['ipv4_address', 'ipv6_address'].map(key =>
    address(key, section, addressable.has(name)),
  );
  // `priority` orders networks; `gw_priority` sets the default route.
  section?.skip('priority');
  const options = withoutGaps<Omit<NetworkAttachment, 'network'>>({
    aliases: [...new Set([...known, ...(section?.read('aliases', texts) ?? [])])],
    ip: ip ?? ipv6,
    ipv6_address: ip === undefined ? undefined : ipv6,
    link_local_ips: section?.read('link_local_ips', texts),
    mac_address: section?.read('mac_address', text),
    driver_opts: section?.read('driver_opts', pairs),
    gw_priority: section?.fixed('gw_priority', whole),
  });
  return Object.keys(options).length > 0 ? {network, ...options} : network;
}

/** Docker assigns fixed addresses only in networks with explicit subnets. */
function address(key: string, section: Section | undefined, isAddressable: boolean): string | undefined {
  if (section?.has(key) !== true || isAddressable) return section?.read(key, text);
  section.leaveOut(key, 'Docker refuses fixed addresses in a network without a `subnet`');
  return undefined;
}

function links(value: unknown, {tasks}: NetworkFacts): string[] | undefined {
  const found = textsOf(value).map(link => {
    const [service = '', alias] = link.split(':');
    const task = tasks.get(service);
    return task && (alias === undefined || alias === task ? task : `${task}:${alias}`);
  });
  return found.every(link => link !== undefined) ? found : undefined;
}

function hosts(value: unknown): string[] | undefined {
  if (isMap(value))
    return Object.entries(value).flatMap(([name, addresses]) =>
      textsOf(addresses).map(address => hostEntry(`${name}:${address}`)),
    );
  return textsOf(value).map(item => hostEntry(item.replace(/^([^:=]+)=/, '$1:')));
}

/** Compose removes the brackets around an IPv6 address; the engine does not. */
function hostEntry(entry: string): string {
  return asReferences(entry.replace(/:\[([^[\]]*)\]$/, ':$1'));
}
