import type {PlaceProblem} from '../../places/place-problem.ts';
import type {Container} from '../../schema/tasks/container.ts';
import type {LongMount} from '../../schema/tasks/container-mounts.ts';
import {hasExpression} from '../../values/template.ts';
import {FILE_OWNER} from '../pod-files.ts';
import {memoryProblem, NO_HOST_FILES} from '../pod-mounts.ts';
import {limitAt} from './limit.ts';

/** Mounts and files of a container that a pod does not support. */
export function mountLimits({
  volumes = [],
  tmpfs = [],
  configs = [],
  secrets = [],
}: Container): readonly PlaceProblem[] {
  return [
    ...volumes.flatMap((mount, at) => volumeLimits(mount, at)),
    ...tmpfs.flatMap((text, at) => memoryLimits(text, at)),
    ...configs.flatMap((file, at) => ownerLimits(file, ['configs', at])),
    ...secrets.flatMap((file, at) => (typeof file === 'string' ? [] : ownerLimits(file, ['secrets', at]))),
  ];
}

function volumeLimits(mount: string | LongMount, at: number): readonly PlaceProblem[] {
  const path = ['container', 'volumes', at];
  if (typeof mount === 'string') return isOfHost(mount) ? [limitAt(path, NO_HOST_FILES)] : [];
  const {type, tmpfs, volume} = mount;
  return [
    ...(type === 'bind' ? [limitAt(path, NO_HOST_FILES)] : []),
    ...(tmpfs?.mode === undefined
      ? []
      : [limitAt([...path, 'tmpfs', 'mode'], 'a tmpfs in a cluster always has mode 1777; leave it out')]),
    ...(volume?.labels === undefined
      ? []
      : [
          limitAt(
            [...path, 'volume', 'labels'],
            'a mount in a cluster cannot have labels; set them in a `volume` task',
          ),
        ]),
  ];
}

/**
 * Whether a mount in short form has a host path as its source, which starts with `.`, `/` or a reference. A target
 * alone is an anonymous volume.
 */
function isOfHost(mount: string): boolean {
  if (mount.startsWith('${{')) return true;
  return mount.startsWith('.') || (mount.startsWith('/') && mount.includes(':'));
}

function memoryLimits(text: string, at: number): readonly PlaceProblem[] {
  if (hasExpression(text)) return [];
  const problem = memoryProblem(text.split(':')[1] ?? '');
  return problem === undefined ? [] : [limitAt(['container', 'tmpfs', at], problem)];
}

function ownerLimits(
  file: {readonly uid?: number; readonly gid?: number},
  path: readonly (string | number)[],
): readonly PlaceProblem[] {
  return (['uid', 'gid'] as const)
    .filter(key => (file[key] ?? 0) !== 0)
    .map(key => limitAt(['container', ...path, key], FILE_OWNER));
}
