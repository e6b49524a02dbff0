import type {PlaceProblem} from '../../places/place-problem.ts';
import type {KubernetesPlace} from '../../schema/places.ts';
import type {Machine} from '../../schema/tasks/machine.ts';
import {NO_HOST_FILES} from '../pod-mounts.ts';
import {limitAt} from './limit.ts';

/** The keys of a machine that are not supported by a pod whose runtime uses microVMs. */
export function machineLimits(machine: Machine, place: KubernetesPlace): readonly PlaceProblem[] {
  if (place.runtime_class === undefined) return [limitAt(['machine'], NO_RUNTIME)];
  return [
    ...originLimits(machine),
    ...(['init', 'allow_cidrs', 'allow_hosts', 'deny_cidrs', 'confinement'] as const)
      .filter(key => machine[key] !== undefined)
      .map(key => limitAt(['machine', key], OTHERS[key])),
    ...(machine.volumes ?? []).map((_, at) => limitAt(['machine', 'volumes', at], NO_HOST_FILES)),
  ];
}

const NO_RUNTIME =
  'a cluster does not run smolvm; set `runtime_class` of the place to a runtime with microVMs, such as `kata`';

const LISTS = 'a pod is confined by networks, not by lists; use a `container` in an `internal` network';

const OTHERS = {
  init: 'a pod cannot run commands on its first start; use an `exec` task',
  allow_cidrs: LISTS,
  allow_hosts: LISTS,
  deny_cidrs: LISTS,
  confinement: LISTS,
};

function originLimits({image, from, smolfile, command, stop_on_exit}: Machine): readonly PlaceProblem[] {
  if (from !== undefined) return [limitAt(['machine', 'from'], NO_ARTIFACT)];
  if (smolfile !== undefined) return [limitAt(['machine', 'smolfile'], NO_ARTIFACT)];
  if (image === undefined) return [limitAt(['machine'], NO_ARTIFACT)];
  if (/^[./]/.test(image)) return [limitAt(['machine', 'image'], NO_ARTIFACT)];
  return command === undefined && stop_on_exit !== true ? [limitAt(['machine'], ENDS)] : [];
}

const NO_ARTIFACT = 'a pod is created from an image that its node can pull; set `image` to its reference';

const ENDS =
  'a pod ends when the command of its image exits, but a machine keeps running; set `command`, or `stop_on_exit: true`';
