import type {PlaceProblem} from '../../places/place-problem.ts';
import type {TaskSource} from '../../schema/launch-file.ts';
import type {KubernetesPlace} from '../../schema/places.ts';
import {containerLimits} from './container.ts';
import {execLimits} from './exec.ts';
import {networkLimits, volumeLimits} from './objects.ts';
import {limitAt} from './limit.ts';
import {machineLimits} from './machine.ts';
import {podLimits, type PodPosition} from './pod.ts';

/**
 * The keys of a task that a cluster does not support, found from the file alone, without requests. The place of an
 * `exec` task is that of its container.
 */
export function kubernetesLimits(
  task: TaskSource,
  place: KubernetesPlace,
  pod?: PodPosition,
): readonly PlaceProblem[] {
  if ('container' in task) return [...containerLimits(task), ...(pod ? podLimits(task, pod) : [])];
  if ('network' in task) return networkLimits(task.network);
  if ('volume' in task) return volumeLimits(task.volume, place);
  if ('image' in task && 'build' in task.image && place.load === undefined)
    return [limitAt(['image', 'build'], NO_LOAD)];
  if ('exec' in task) return execLimits(task.exec);
  if ('machine' in task) return machineLimits(task.machine, place);
  return [];
}

const NO_LOAD =
  'a cluster pulls its images; set `load` of the place to a command that makes images built on this machine available to it';
