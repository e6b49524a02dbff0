import type {LaunchFile, Task} from '../model/launch-file.ts';
import type {NeededEngine} from './docker-check.ts';
import {placeOfTask} from '../model/place-of-task.ts';
import {parsePool} from '../leases/address-pool.ts';
import type {KubernetesPlace} from '../schema/places.ts';
import type {AliasTask} from '../schema/tasks/alias.ts';
import {poolText} from '../tasks/alias.ts';
import {BRIDGE} from '../places/container-request.ts';
import {attachmentsOf} from '../tasks/container/spec.ts';

/** The requirements of a launch, besides Node and a state directory. */
export interface Needed {
  readonly docker: boolean;
  /** Whether any task joins the engine's default network. */
  readonly defaultBridge: boolean;
  readonly machines: boolean;
  /** The loopback addresses that may be leased. */
  readonly addresses: readonly string[];
  /** The Docker engines of places that tasks use. */
  readonly engines: readonly NeededEngine[];
  /** The clusters that tasks use. */
  readonly clusters: readonly NamedCluster[];
}

/** A cluster that a launch file names. */
export interface NamedCluster {
  readonly name: string;
  readonly source: KubernetesPlace;
}

const DOCKER_KINDS: readonly string[] = ['container', 'network', 'volume', 'image'];
const MACHINE_KINDS: readonly string[] = ['machine'];

export function neededBy(file: LaunchFile): Needed {
  const all = [...file.tasks.values()];
  const here = all.filter(task => isHere(task, file));
  const has = (tasks: readonly Task[], kinds: readonly string[]): boolean =>
    tasks.some(({kind}) => kinds.includes(kind.name));
  return {
    docker: has(here, DOCKER_KINDS),
    defaultBridge: here.some(joinsBridge),
    machines: has(here, MACHINE_KINDS),
    addresses: [...new Set(all.filter(isAlias).flatMap(({source}) => addressesOf(source)))],
    engines: enginesOf(all, file),
    clusters: clustersOf(all, file),
  };
}

/** Whether a task runs on this machine or needs its engine, as does a build whose image is loaded into a cluster. */
function isHere(task: Task, file: LaunchFile): boolean {
  const place = placeOfTask(task, file);
  if (!place) return true;
  return 'kubernetes' in place.source && 'image' in task.source && 'build' in task.source.image;
}

function enginesOf(tasks: readonly Task[], file: LaunchFile): readonly NeededEngine[] {
  const names = [...new Set(tasks.map(({placeName}) => placeName))];
  return names.flatMap(name => {
    const there = tasks.filter(({placeName}) => placeName === name);
    const place = placeOfTask({placeName: name}, file);
    if (!place || !('docker' in place.source)) return [];
    return [{place: {name, source: place.source.docker}, needsBridge: there.some(joinsBridge)}];
  });
}

function clustersOf(tasks: readonly Task[], file: LaunchFile): readonly NamedCluster[] {
  const clusters = tasks.flatMap(task => {
    const place = placeOfTask(task, file);
    if (!place || !('kubernetes' in place.source)) return [];
    return [[place.name, {name: place.name, source: place.source.kubernetes}] as const];
  });
  return [...new Map(clusters).values()];
}

/** All requirements that a launch may have. */
export const neededByAny: Needed = {
  docker: true,
  defaultBridge: true,
  machines: true,
  addresses: addressesOf({alias: {}}),
  engines: [],
  clusters: [],
};

function joinsBridge({source}: Task): boolean {
  if ('image' in source) return 'build' in source.image;
  return 'container' in source && attachmentsOf(source.container).some(({network}) => network === BRIDGE);
}

function isAlias(task: Task): task is Task & {readonly source: AliasTask} {
  return task.kind.name === 'alias';
}

function addressesOf({alias}: AliasTask): readonly string[] {
  return parsePool(poolText(alias)).addresses;
}
