import type {PlaceProblem} from '../../places/place-problem.ts';
import type {KubernetesPlace} from '../../schema/places.ts';
import type {Network} from '../../schema/tasks/network.ts';
import type {Volume} from '../../schema/tasks/volume.ts';
import {limitAt} from './limit.ts';

/** Keys of a network that have no equivalent in a network policy. */
export function networkLimits(network: Network): readonly PlaceProblem[] {
  const {driver = 'bridge', external = false} = network;
  if (external)
    return [
      limitAt(
        ['network', 'external'],
        'in a cluster, a network is a rule for the containers of a run, and cannot exist before it',
      ),
    ];
  const keys = ['subnet', 'gateway', 'ipam', 'ipv6', 'attachable', 'driver_opts', 'addresses'] as const;
  return [
    ...keys
      .filter(key => network[key] !== undefined && network[key] !== false)
      .map(key =>
        limitAt(['network', key], `the network plugin of the cluster controls \`${key}\`; leave it out`),
      ),
    ...(driver === 'bridge'
      ? []
      : [limitAt(['network', 'driver'], 'a cluster has its own network plugin; leave it out')]),
  ];
}

/** Options of a volume that claims support. */
export const CLAIM_OPTIONS = ['size', 'access'] as const;

export function volumeLimits(volume: Volume, place: KubernetesPlace): readonly PlaceProblem[] {
  const {keep = false, external = false, driver_opts = {}} = volume;
  const found: PlaceProblem[] = [];
  if (place.namespace === undefined)
    for (const key of ['keep', 'external'] as const)
      if ({keep, external}[key])
        found.push(
          limitAt(['volume', key], 'it must outlive the namespace of the run; set `namespace` of the place'),
        );
  const unknown = Object.keys(driver_opts).filter(key => !(CLAIM_OPTIONS as readonly string[]).includes(key));
  for (const key of unknown)
    found.push(
      limitAt(
        ['volume', 'driver_opts', key],
        'in a cluster, a volume has only the options `size` (`1g` by default) and `access` (`ReadWriteOnce` by default)',
      ),
    );
  return found;
}
