import type {Container} from '../schema/tasks/container.ts';
import type {HostKeys} from '../schema/tasks/container-host.ts';
import type {LimitKeys} from '../schema/tasks/container-limits.ts';
import type {MountKeys} from '../schema/tasks/container-mounts.ts';
import {mergeFields} from '../vocabulary/fields.ts';
import {hostKeys} from './host-keys.ts';
import {limitKeys} from './limit-keys.ts';
import {networkKeys, type OwnNetworkKeys} from './network-keys.ts';
import {cannot, type PodKey, type PodKeys} from './pod-key.ts';
import type {PodParts} from './pod-parts.ts';
import {security} from './pod-parts.ts';
import {processKeys, type OwnProcessKeys} from './process-keys.ts';

/** The keys of a container whose values are passed to an engine unchanged. */
export type EngineKeys = LimitKeys &
  HostKeys &
  OwnProcessKeys &
  OwnNetworkKeys &
  Pick<MountKeys, 'volumes_from' | 'read_only'> &
  Pick<Container, 'logging' | 'annotations'>;

export const podKeys: PodKeys<EngineKeys> = {
  ...limitKeys,
  ...hostKeys,
  ...processKeys,
  ...networkKeys,
  volumes_from: cannot('mount a `volume` task in both containers'),
  read_only: readOnlyRootFilesystem => security({readOnlyRootFilesystem}),
  logging: cannot('the node stores the output; leave it out'),
  annotations: annotations => ({
    annotations: Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key, String(value)])),
  }),
};

/** A value that a cluster does not support; the message explains why. */
export class NotInCluster extends Error {}

/** The parts of a pod for the keys of a container. @throws NotInCluster */
export function partsOf(keys: Partial<EngineKeys>): PodParts {
  const parts = keysOf(keys).map(([key, value]) => {
    const problemOrParts = convert(podKeys[key] as PodKey<unknown>, value);
    if (typeof problemOrParts === 'string') throw new NotInCluster(`\`${key}\`: ${problemOrParts}`);
    return problemOrParts;
  });
  return joinParts(parts);
}

/** Merges several parts. */
export function joinParts(parts: readonly PodParts[]): PodParts {
  return mergeFields(parts.map(part => ({...part})));
}

/** The fields for a value, or its problem. */
export function convert(podKey: PodKey<unknown>, value: unknown): PodParts | string {
  return typeof podKey === 'function' ? podKey(value) : podKey.cannot;
}

function keysOf(keys: Partial<EngineKeys>): readonly (readonly [keyof EngineKeys, unknown])[] {
  return (Object.entries(keys) as [keyof EngineKeys, unknown][]).filter(
    ([key, value]) => key in podKeys && value !== undefined && value !== null,
  );
}
