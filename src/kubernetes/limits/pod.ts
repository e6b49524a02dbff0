import type {PlaceProblem} from '../../places/place-problem.ts';
import type {Container, ContainerTask} from '../../schema/tasks/container.ts';
import {hasExpression} from '../../values/template.ts';
import {convert, podKeys} from '../pod-keys.ts';
import type {PodKey} from '../pod-key.ts';
import {limitAt} from './limit.ts';

/** The place of a container in a pod of several. */
export interface PodPosition {
  readonly name: string;
  readonly first: string;
  /** Whether it is not the first one. */
  readonly joins: boolean;
}

/** Keys of a container that shares its pod with others, which it cannot have there. */
export function podLimits(task: ContainerTask, pod: PodPosition): readonly PlaceProblem[] {
  const {container, retry, watch} = task;
  return [
    ...(container.restart === undefined ? [] : [limitAt(['container', 'restart'], onceIn(pod))]),
    ...(retry === undefined || !pod.joins ? [] : [limitAt(['retry'], onceIn(pod))]),
    ...(watch === undefined || !pod.joins ? [] : [limitAt(['watch'], watchedIn(pod))]),
    ...(container.init === true
      ? [
          limitAt(
            ['container', 'init'],
            `the containers of pod \`${pod.name}\` would share their processes; add an init process to the image`,
          ),
        ]
      : []),
    ...(pod.joins
      ? wholePodKeys(container).map(key => limitAt(['container', key], ofWholePod(key, pod)))
      : []),
  ];
}

function onceIn({name}: PodPosition): string {
  return `a cluster starts each container of pod \`${name}\` once; leave it out, or give the container a pod of its own`;
}

function watchedIn({name, first}: PodPosition): string {
  return `a cluster starts each container of pod \`${name}\` once; set \`watch\` at its first container, \`${first}\`, which restarts all of them`;
}

function ofWholePod(key: string, {name, first}: PodPosition): string {
  return `a cluster has one \`${key}\` for all of pod \`${name}\`; set it at its first container, \`${first}\``;
}

/** Keys whose counterpart is one of the pod itself; each container has its own volumes. */
function wholePodKeys(container: Container): readonly string[] {
  const own = Object.entries(podKeys as Readonly<Record<string, PodKey<unknown>>>).filter(([key, podKey]) => {
    const value: unknown = container[key as keyof Container];
    if (value === undefined || value === null || key === 'init') return false;
    if (hasExpression(JSON.stringify(value))) return ['runtime', 'platform'].includes(key);
    const parts = convert(podKey, value);
    if (typeof parts === 'string') return false;
    return parts.annotations !== undefined || Object.keys(parts.pod ?? {}).some(field => field !== 'volumes');
  });
  return [...own.map(([key]) => key), ...(container.labels === undefined ? [] : ['labels'])];
}
