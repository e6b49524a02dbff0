import type {PlaceProblem} from '../../places/place-problem.ts';
import type {Container, ContainerTask} from '../../schema/tasks/container.ts';
import {hasExpression} from '../../values/template.ts';
import {convert, podKeys} from '../pod-keys.ts';
import type {PodKey} from '../pod-key.ts';
import {limitAt} from './limit.ts';

/** The position of a container in a pod with several containers. */
export interface PodPosition {
  readonly name: string;
  readonly first: string;
  /** Whether it is not the first one. */
  readonly joins: boolean;
}

/** Keys that a container cannot have if it shares its pod with others. */
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
            `the containers of pod \`${pod.name}\` would share a process namespace; add an init process to the image`,
          ),
        ]
      : []),
    ...(pod.joins
      ? wholePodKeys(container).map(key => limitAt(['container', key], ofWholePod(key, pod)))
      : []),
  ];
}

function onceIn({name}: PodPosition): string {
  return `a cluster starts each container of pod \`${name}\` only once; leave it out, or give the container its own pod`;
}

function watchedIn({name, first}: PodPosition): string {
  return `a cluster starts each container of pod \`${name}\` only once; set \`watch\` in its first container, \`${first}\`, which restarts all of them`;
}

function ofWholePod(key: string, {name, first}: PodPosition): string {
  return `a cluster has one \`${key}\` for the whole pod \`${name}\`; set it in its first container, \`${first}\``;
}

/** Keys that map to fields of the pod itself; each container has its own volumes. */
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
