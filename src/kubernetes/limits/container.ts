import type {PlaceProblem} from '../../places/place-problem.ts';
import type {Container, ContainerTask} from '../../schema/tasks/container.ts';
import {hasExpression} from '../../values/template.ts';
import {isLabelKey} from '../names.ts';
import {podKeys} from '../pod-keys.ts';
import type {PodKey} from '../pod-key.ts';
import {healthLimits, hookLimits} from './commands.ts';
import {limitAt} from './limit.ts';
import {mountLimits} from './mounts.ts';
import {networkKeyLimits} from './networks.ts';

/** The keys of a container that a pod does not support. */
export function containerLimits(task: ContainerTask): readonly PlaceProblem[] {
  const {container} = task;
  return [
    ...keyLimits(container),
    ...networkKeyLimits(container),
    ...mountLimits(container),
    ...hookLimits(container),
    ...healthLimits(task),
    ...Object.keys(container.labels ?? {})
      .filter(key => !isLabelKey(key))
      .map(key => limitAt(['container', 'labels', key], 'a cluster does not allow a label with this name')),
  ];
}

/** Checks keys with the same table as the start of a container. Values with references are checked only at the start. */
function keyLimits(container: Container): readonly PlaceProblem[] {
  return Object.entries(podKeys as Readonly<Record<string, PodKey<unknown>>>).flatMap(([key, podKey]) => {
    const value: unknown = container[key as keyof Container];
    if (value === undefined || value === null) return [];
    if (typeof podKey === 'function' && hasReference(value)) return [];
    const problem = typeof podKey === 'function' ? podKey(value) : podKey.cannot;
    return typeof problem === 'string' ? [limitAt(['container', key], problem)] : [];
  });
}

function hasReference(value: unknown): boolean {
  return hasExpression(JSON.stringify(value));
}
