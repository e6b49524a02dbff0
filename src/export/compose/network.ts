import type {Network} from '../../schema/tasks/network.ts';
import {as, asMap} from './carriers.ts';
import {carryKeys, lost, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';

const keys: KeyTable<Network, TaskExport> = {
  internal: internal => ({internal}),
  driver: (driver, {key, text}) => ({driver: text(key, driver)}),
  // Exported together as one IPAM entry.
  subnet: () => ({}),
  gateway: () => ({}),
  ipv6: enable_ipv6 => ({enable_ipv6}),
  // Exported along with `subnet`.
  ipam: () => ({}),
  attachable: as(),
  addresses: lost('give the network a `subnet`, and write its addresses in `ipv4_address`'),
  driver_opts: asMap('driver_opts'),
  name: as(),
  external: as(),
  labels: (labels, {key, map}) => ({labels: map(key, labels)}),
};

/** The Compose network of a `network` task. */
export function composeNetwork(network: Network, exported: TaskExport): Fields {
  const {subnet, gateway} = network;
  const inside = exported.inside('network');
  const range = {
    ...(subnet !== undefined && {subnet: inside.text('subnet', subnet)}),
    ...(gateway !== undefined && {gateway: inside.text('gateway', gateway)}),
  };
  const {config = [], ...ipam} = network.ipam ?? {};
  const ranges = [...(Object.keys(range).length > 0 ? [range] : []), ...config];
  const whole = {...ipam, ...(ranges.length > 0 && {config: ranges})};
  return {
    ...carryKeys(network, keys, inside, inside.lose),
    ...(Object.keys(whole).length > 0 && {ipam: inside.value('ipam', whole)}),
  };
}
