import type {Edge} from '../../model/launch-file.ts';
import type {TaskSource} from '../../schema/launch-file.ts';
import type {Container} from '../../schema/tasks/container.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {documentOf, type PartialDocument, type PartialFile} from './partial-file.ts';
import type {PartialTask} from './partial-task.ts';

/** A group of containers with the same `pod`. */
export interface Pod {
  readonly name: string;
  /** The first container in the file, which provides the network. */
  readonly first: TaskName;
  /** The other containers, in file order; they need the first one. */
  readonly others: readonly TaskName[];
}

/** Pods by the names of their tasks. */
export type Pods = ReadonlyMap<string, Pod>;

/** The pods of a file. Each included file has its own pods. */
export function podsOf(partial: PartialFile): Pods {
  const groups = new Map<PartialDocument, Map<string, TaskName[]>>();
  for (const {name: task, validTask} of partial.tasks.values()) {
    const name = validTask && containerOf(validTask.source)?.pod;
    if (name === undefined) continue;
    const document = documentOf(partial, task);
    const named = groups.get(document) ?? new Map<string, TaskName[]>();
    groups.set(document, named.set(name, [...(named.get(name) ?? []), task]));
  }
  const pods = [...groups.values()].flatMap(named =>
    [...named].flatMap(([name, tasks]) => podOf(name, tasks)),
  );
  return new Map(pods.flatMap(pod => [pod.first, ...pod.others].map(task => [task, pod] as const)));
}

function podOf(name: string, [first, ...others]: readonly TaskName[]): readonly Pod[] {
  return first === undefined ? [] : [{name, first, others}];
}

/** The need of a container for the first container of its pod. */
export function podNeeds({parsed}: PartialFile, pods: Pods, {name, path}: PartialTask): readonly Edge[] {
  const pod = pods.get(name);
  if (!pod || pod.first === name) return [];
  const place = parsed.place([...path, 'container', 'pod'], 'value');
  return [{to: pod.first, condition: 'ready', origin: 'key', label: 'pod', key: 'container.pod', place}];
}

/**
 * Adds needs to the first container of each pod: the tasks that the pod's other containers refer to in keys that are fixed when
 * the pod is created. These are all keys except {@link READ_LATER}.
 */
export function withPodNeeds(
  edges: ReadonlyMap<string, readonly Edge[]>,
  pods: Pods,
): ReadonlyMap<string, readonly Edge[]> {
  const all = new Map(edges);
  for (const {first, others} of new Set(pods.values())) {
    const known = new Set((edges.get(first) ?? []).map(({to}) => to));
    const further = others
      .flatMap(task => readEarly(edges.get(task) ?? []))
      .filter(({to}) => to !== first && !others.includes(to) && !known.has(to))
      .map((edge): Edge => ({...edge, origin: 'key', label: 'pod'}));
    all.set(first, [...(edges.get(first) ?? []), ...further]);
  }
  return all;
}

/** Needs from keys of a container that are fixed when its pod is created. */
export function readEarly(edges: readonly Edge[]): readonly Edge[] {
  return edges.filter(({key}) => {
    const [kind, name = ''] = key.split('.');
    return kind === 'container' && !isReadLater(name);
  });
}

/** Keys that are read when the container starts: its environment, and keys that bottle itself handles. */
const READ_LATER = ['env', 'env_file', 'healthcheck', 'post_start', 'pre_stop', 'pod'] as const;

function isReadLater(key: string): boolean {
  return READ_LATER.some(later => key === later || key.startsWith(`${later}[`));
}

/** A container's source, with the network of the first container of its pod. */
export function withPodNetwork(source: TaskSource, pods: Pods, task: string): TaskSource {
  const pod = pods.get(task);
  if (!pod || pod.first === task || !('container' in source)) return source;
  return {
    ...source,
    container: {...source.container, network_mode: `container:\${{ tasks.${pod.first}.id }}`},
  };
}

export function containerOf(source: TaskSource): Container | undefined {
  return 'container' in source ? source.container : undefined;
}
