import type {Network} from '../../schema/tasks/network.ts';
import {carryKeys, type Fields, type KeyTable} from '../key-table.ts';
import type {TaskExport} from '../task-export.ts';

const keys: KeyTable<Network, TaskExport> = {
  internal: internal => ({internal}),
  driver: (driver, {key, text}) => ({driver: text(key, driver)}),
  // Both belong to one range.
  subnet: () => ({}),
  gateway: () => ({}),
  ipv6: enable_ipv6 => ({enable_ipv6}),
  labels: (labels, {key, map}) => ({labels: map(key, labels)}),
};

/** The network of a `network` task in Compose's form. */
export function composeNetwork(network: Network, exported: TaskExport): Fields {
  const {subnet, gateway} = network;
  const inside = exported.inside('network');
  const range = {
    ...(subnet !== undefined && {subnet: inside.text('subnet', subnet)}),
    ...(gateway !== undefined && {gateway: inside.text('gateway', gateway)}),
  };
  return {
    ...carryKeys(network, keys, inside, inside.lose),
    ...(Object.keys(range).length > 0 && {ipam: {config: [range]}}),
  };
}
