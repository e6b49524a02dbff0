import type {NetworkAttachment} from '../schema/tasks/container-network.ts';
import type {Network} from '../schema/tasks/network.ts';
import {pairs, type LeaveOut} from './compose-values.ts';
import type {DraftedTask} from './drafted.ts';
import {isMap, mapOf, textsOf, type PlainMap} from './plain-map.ts';
import type {TaskNames} from './task-names.ts';

/** The name of the network that services are in which name none. */
const DEFAULT = 'default';

/** The used networks of a Compose file, as tasks by their names there. */
export function networkTasks(
  declared: PlainMap,
  used: readonly string[],
  {names, leaveOut}: {readonly names: TaskNames; readonly leaveOut: LeaveOut},
): ReadonlyMap<string, DraftedTask> {
  return new Map(
    used.map(name => {
      const task = names.give(name === DEFAULT ? 'network' : name);
      const network = networkOf(name, mapOf(declared[name]), leaveOut);
      return [name, {name: task, source: {network}, comments: []}];
    }),
  );
}

/** The networks that a service is in, with what the file says of that. */
export function networksOf({networks, network_mode: mode}: PlainMap): ReadonlyMap<string, PlainMap> {
  if (mode !== undefined) return new Map();
  if (isMap(networks)) return new Map(Object.entries(networks).map(([name, how]) => [name, mapOf(how)]));
  const listed = textsOf(networks ?? []);
  return new Map((listed.length > 0 ? listed : [DEFAULT]).map(name => [name, {}]));
}

/** How a service's task joins a network: Compose lets it be found by the names in `known` too. */
export function attachment(
  task: string,
  how: PlainMap,
  known: readonly string[],
): string | NetworkAttachment {
  const aliases = [...new Set([...known, ...textsOf(how.aliases ?? [])])];
  const ip = typeof how.ipv4_address === 'string' ? how.ipv4_address : undefined;
  if (aliases.length === 0 && ip === undefined) return task;
  return {network: task, ...(aliases.length > 0 && {aliases}), ...(ip !== undefined && {ip})};
}

const CARRIED = ['name', 'internal', 'driver', 'ipam', 'enable_ipv6', 'labels'];

function networkOf(name: string, network: PlainMap, leaveOut: LeaveOut): Network {
  const {internal, driver, enable_ipv6: ipv6, labels, ipam} = network;
  for (const key of Object.keys(network))
    if (!CARRIED.includes(key)) leaveOut(`\`${key}\` of network \`${name}\``);
  const [config] = Array.isArray(mapOf(ipam).config) ? (mapOf(ipam).config as unknown[]) : [];
  const {subnet, gateway} = mapOf(config);
  return {
    ...(internal === true && {internal}),
    ...(typeof driver === 'string' && {driver}),
    ...(typeof subnet === 'string' && {subnet}),
    ...(typeof gateway === 'string' && {gateway}),
    ...(ipv6 === true && {ipv6}),
    ...(labels !== undefined && {labels: pairs(labels, leaveOut)}),
  };
}
