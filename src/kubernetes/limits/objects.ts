import type {PlaceProblem} from '../../places/place-problem.ts';
import type {KubernetesPlace} from '../../schema/places.ts';
import type {Network} from '../../schema/tasks/network.ts';
import type {Volume} from '../../schema/tasks/volume.ts';
import {limitAt} from './limit.ts';

/** Keys of a network that mean nothing for a policy. */
export function networkLimits(network: Network): readonly PlaceProblem[] {
  const {driver = 'bridge', external = false} = network;
  if (external)
    return [
      limitAt(
        ['network', 'external'],
        'a network of a cluster is a rule for containers of a run, and cannot exist before',
      ),
    ];
  const keys = ['subnet', 'gateway', 'ipam', 'ipv6', 'attachable', 'driver_opts'] as const;
  return [
    ...keys
      .filter(key => network[key] !== undefined && network[key] !== false)
      .map(key =>
        limitAt(['network', key], `the network plugin of a cluster decides on \`${key}\`; leave it out`),
      ),
    ...(driver === 'bridge'
      ? []
      : [limitAt(['network', 'driver'], 'a cluster has its own network plugin; leave it out')]),
  ];
}

/** Options of a volume that claims know. */
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
        'a volume of a cluster has the options `size` (`1g` by default) and `access` (`ReadWriteOnce` by default)',
      ),
    );
  return found;
}
