import type {MountRequest, MemoryMountRequest} from '../places/container-request.ts';
import type {Fields} from '../vocabulary/fields.ts';
import {memoryVolume} from './limit-keys.ts';
import {dnsLabel} from './names.ts';
import {joinParts, NotInCluster} from './pod-keys.ts';
import {quantity, type PodParts} from './pod-parts.ts';

/**
 * The volumes and tmpfs mounts of a pod.
 * @param isTemporary whether a volume is a folder in the pod instead of a claim
 * @throws NotInCluster
 */
export function mountsOf(
  mounts: readonly MountRequest[],
  memoryMounts: readonly MemoryMountRequest[],
  isTemporary: (volume: string) => boolean,
): PodParts {
  const all = [
    ...mounts.map((mount, at) => mountParts(mount, at, isTemporary)),
    ...memoryMounts.map(memoryParts),
  ];
  return joinParts(
    all.map(parts => {
      if (typeof parts === 'string') throw new NotInCluster(parts);
      return parts;
    }),
  );
}

/** The fields for a mount, or its problem. */
function mountParts(
  mount: MountRequest,
  at: number,
  isTemporary: (volume: string) => boolean,
): PodParts | string {
  const {type, source, target, readOnly, volume, tmpfs, image} = mount;
  const subPath = volume?.subpath ?? image?.subpath;
  const inside = {
    mountPath: target,
    ...(readOnly && {readOnly}),
    ...(subPath !== undefined && {subPath}),
  };
  switch (type) {
    case 'bind':
      return `\`${source ?? ''}:${target}\`: ${NO_HOST_FILES}`;
    case 'volume':
      if (source === undefined || isTemporary(source)) return mounted(`volume-${at}`, {emptyDir: {}}, inside);
      return mounted(`volume-${at}`, {persistentVolumeClaim: {claimName: dnsLabel(source)}}, inside);
    case 'tmpfs':
      return mounted(
        `memory-volume-${at}`,
        {emptyDir: {medium: 'Memory', ...(tmpfs?.size !== undefined && {sizeLimit: quantity(tmpfs.size)})}},
        inside,
      );
    case 'image':
      return mounted(`image-${at}`, {image: {reference: source}}, inside);
  }
}

/** The reason why a path of this machine cannot be mounted. */
export const NO_HOST_FILES =
  'a cluster cannot mount files of this machine; use `configs` or `secrets`, or copy a folder with a `copy` task';

function memoryParts({target, options}: MemoryMountRequest, at: number): PodParts | string {
  const problem = memoryProblem(options);
  if (problem !== undefined) return `\`${target}:${options}\`: ${problem}`;
  const [, size] = /(?:^|,)size=(\w+)/.exec(options) ?? [];
  return memoryVolume(`memory-${at}`, target, size);
}

/** The problem of tmpfs options: a kubelet always uses mode 1777. */
export function memoryProblem(options: string): string | undefined {
  const other = options
    .split(',')
    .find(option => option !== '' && !/^(size=\w+|mode=0?1?777|rw)$/.test(option));
  return other === undefined ? undefined : `a tmpfs in a cluster has only a \`size\`, found \`${other}\``;
}

function mounted(name: string, volume: Fields, inside: Fields): PodParts {
  return {container: {volumeMounts: [{name, ...inside}]}, pod: {volumes: [{name, ...volume}]}};
}
