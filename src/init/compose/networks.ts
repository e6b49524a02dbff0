import type {AddressRange, Ipam, Network, NetworkTask} from '../../schema/tasks/network.ts';
import type {PlainMap} from '../plain-map.ts';
import {declaredTask, existingName, givenName, type DeclaredDraft, type DeclaredFacts} from './declared.ts';
import {DEFAULT_NETWORK} from './network-keys.ts';
import type {Section} from './section.ts';
import {flag, pairs, text, withoutGaps} from './values.ts';

/** Tasks for the used networks of a Compose file, by network name. */
export function networkTasks(
  used: readonly string[],
  facts: DeclaredFacts,
): ReadonlyMap<string, DeclaredDraft<NetworkTask>> {
  return new Map(used.map(key => [key, networkTask(key, facts)]));
}

/** The networks in which Docker assigns fixed addresses. An external network is assumed to allow them. */
export function addressableOf(
  networks: ReadonlyMap<string, DeclaredDraft<NetworkTask>>,
): ReadonlySet<string> {
  const all = [...networks].map(([key, {task}]) => ({key, network: task.source.network}));
  const found = all.filter(({network}) => network.external ?? network.subnet ?? network.ipam?.config);
  return new Set(found.map(({key}) => key));
}

function networkTask(key: string, facts: DeclaredFacts): DeclaredDraft<NetworkTask> {
  const task = facts.names.give(key === DEFAULT_NETWORK ? 'network' : key);
  return declaredTask({kind: 'network', key, name: task}, facts, (source, map) => {
    const name = existingName(source, map, key);
    const own = `${facts.project}_${key}`;
    return {network: name === undefined ? networkOf(source, map, own) : {external: true, name}};
  });
}

/** Without a name, each run gets its own network name, so several runs can exist side by side. */
function networkOf(network: Section, map: PlainMap, own: string): Network {
  // `true` is the default; only `false` has no equivalent.
  if (flag(map.enable_ipv4) === true) network.skip('enable_ipv4');
  return withoutGaps<Network>({
    name: givenName(network, own),
    internal: network.fixed('internal', flag),
    driver: network.read('driver', text),
    driver_opts: network.read('driver_opts', pairs),
    ...addresses(network.within('ipam')),
    ipv6: network.fixed('enable_ipv6', flag),
    attachable: network.fixed('attachable', flag),
    labels: network.read('labels', pairs),
  });
}

/** A single range with only a gateway needs no `ipam`. */
function addresses(source: Section): Pick<Network, 'subnet' | 'gateway' | 'ipam'> {
  const driver = source.read('driver', text);
  const ipam = withoutGaps<Ipam>({
    driver: driver === 'default' ? undefined : driver,
    options: source.read('options', pairs),
    config: [...source.each('config', (_, range) => rangeOf(range))],
  });
  const {config: [first, ...more] = [], ...others} = ipam;
  const isSimple = first && !first.ip_range && !first.aux_addresses && more.length === 0;
  return isSimple && Object.keys(others).length === 0 ? first : {ipam};
}

/** Docker refuses a range without a subnet. */
function rangeOf(range: Section): AddressRange | undefined {
  const subnet = range.read('subnet', text);
  const others = withoutGaps<Omit<AddressRange, 'subnet'>>({
    ip_range: range.read('ip_range', text),
    gateway: range.read('gateway', text),
    aux_addresses: range.read('aux_addresses', pairs),
  });
  return subnet === undefined ? undefined : {subnet, ...others};
}
