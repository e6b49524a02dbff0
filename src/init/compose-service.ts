import type {Container, ContainerTask} from '../schema/tasks/container.ts';
import {composeBuild} from './compose-build.ts';
import {CARRIED_KEYS, plainKeys} from './compose-container.ts';
import {composeHealthcheck} from './compose-health.ts';
import {attachment, networksOf} from './compose-networks.ts';
import {composePorts} from './compose-ports.ts';
import {interpolated, type LeaveOut} from './compose-values.ts';
import {composeVolumes} from './compose-volumes.ts';
import type {Drafted, DraftedTask} from './drafted.ts';
import {needing} from './package-scripts.ts';
import {isMap, isScalar, mapOf, textsOf, type PlainMap} from './plain-map.ts';

/** A service that is carried over. */
export interface Service {
  readonly name: string;
  readonly service: PlainMap;
  /** Its tasks' names; an image is only there where it is built. */
  readonly task: string;
  readonly image: string;
}

/** The parts of the whole file that a service depends on. */
export interface ServiceFacts {
  readonly project: string;
  readonly volumes: PlainMap;
  readonly exists: (path: string) => boolean;
  /** A reference to the leased address; absent where ports stay where they are. */
  readonly ip: string | undefined;
  /** The names of the tasks, by those of services. */
  readonly tasks: ReadonlyMap<string, string>;
  /** The names of the `network` tasks, by those of networks; empty if none is needed. */
  readonly networks: ReadonlyMap<string, string>;
  /** The state that other services wait for: that it is healthy, or has ended. */
  readonly awaited: ReadonlySet<string>;
}

/** A service's container, and its image where that is built. */
export function serviceTasks(it: Service, facts: ServiceFacts): Drafted {
  const {name, service, task, image} = it;
  const leftOut: string[] = [];
  const leaveOut: LeaveOut = what => {
    if (!leftOut.includes(what)) leftOut.push(what);
  };
  const build = composeBuild(service, facts.exists, leaveOut);
  const imageTask: DraftedTask[] = build ? [{name: image, source: {image: build}, comments: []}] : [];
  const ref = build ? `\${{ tasks.${image}.ref }}` : interpolated(String(service.image), leaveOut);
  const container = containerTask(it, ref, facts, leaveOut);
  tellOthers(service, leaveOut);
  const comments = leftOut.length > 0 ? ['Not carried over:', ...leftOut.map(what => `- ${what}`)] : [];
  return {
    tasks: [...imageTask, {name: task, source: container, comments}],
    leftOut: leftOut.map(what => `service \`${name}\`: ${what}`),
  };
}

/** Whether a container can be made of a service. */
export function hasImage(service: PlainMap, exists: ServiceFacts['exists']): boolean {
  return isScalar(service.image) || composeBuild(service, exists, () => undefined) !== undefined;
}

function containerTask(it: Service, image: string, facts: ServiceFacts, leaveOut: LeaveOut): ContainerTask {
  const {name, service} = it;
  const healthcheck = composeHealthcheck(service.healthcheck, leaveOut);
  const {ports, inside} = composePorts(service.ports, facts.ip, leaveOut);
  const mounts = composeVolumes(service, {
    ...{service: name, project: facts.project, declared: facts.volumes, exists: facts.exists, leaveOut},
  });
  const envFiles = envFilesOf(service, facts, leaveOut);
  const container: Container = {
    image,
    ...plainKeys(service, leaveOut),
    ...(envFiles.length > 0 && {env_file: envFiles}),
    ...(ports.length > 0 && {ports: [...ports]}),
    ...(mounts.volumes.length > 0 && {volumes: [...mounts.volumes]}),
    ...(mounts.tmpfs.length > 0 && {tmpfs: [...mounts.tmpfs]}),
    ...networkKey(it, facts, leaveOut),
    ...(healthcheck && {healthcheck}),
    ...(facts.awaited.has(`${name} ended`) && {on_exit: 'ignore'}),
  };
  const ready = readyKey(healthcheck !== undefined || facts.awaited.has(`${name} healthy`), inside);
  return {...needing(needsOf(it, facts, leaveOut)), container, ...ready};
}

/**
 * Healthy, if there is a health check, and otherwise the only port accepts connections. With several ports, it is unknown
 * which one matters.
 */
function readyKey(isChecked: boolean, inside: readonly number[]): Pick<ContainerTask, 'ready'> {
  if (isChecked) return {ready: {health: {}}};
  const [port, ...more] = inside;
  return port !== undefined && more.length === 0 ? {ready: {port}} : {};
}

function needsOf({service}: Service, {tasks}: ServiceFacts, leaveOut: LeaveOut): readonly string[] {
  const {depends_on: on, links} = service;
  const wanted = isMap(on) ? Object.keys(on) : textsOf(on ?? []);
  for (const [name, how] of Object.entries(mapOf(on)))
    if (mapOf(how).condition === 'service_completed_successfully')
      leaveOut(
        `waiting for \`${name}\` to complete (it waits for its start instead; only a \`run\` task completes)`,
      );
  const linked = textsOf(links ?? []).map(link => link.split(':')[0] ?? '');
  return [...new Set([...wanted, ...linked])].flatMap(name => tasks.get(name) ?? []);
}

function networkKey(
  {name, service, task}: Service,
  {networks}: ServiceFacts,
  leaveOut: LeaveOut,
): Pick<Container, 'networks'> {
  const {network_mode: mode} = service;
  if (mode === 'none') return {networks: []};
  if (mode !== undefined) {
    if (mode !== 'bridge') leaveOut('`network_mode`');
    return {};
  }
  const known = [name, ...textsOf(service.container_name ?? [])].filter(known => known !== task);
  const joined = [...networksOf(service)].flatMap(([network, how]) => {
    const networkTask = networks.get(network);
    return networkTask === undefined ? [] : [attachment(networkTask, how, known)];
  });
  return joined.length > 0 ? {networks: joined} : {};
}

function envFilesOf({env_file: given}: PlainMap, {exists}: ServiceFacts, leaveOut: LeaveOut): string[] {
  const items: readonly unknown[] = Array.isArray(given) ? given : [given];
  const paths = items.flatMap(item => textsOf(isMap(item) ? item.path : (item ?? [])));
  for (const path of paths.filter(path => !exists(path))) leaveOut(`\`${path}\`, which does not exist`);
  return paths.filter(exists);
}

function tellOthers(service: PlainMap, leaveOut: LeaveOut): void {
  for (const key of Object.keys(service)) {
    const isKnown = CARRIED_KEYS.includes(key) || key.startsWith('x-') || key === 'network_mode';
    const isNothing = key === 'restart' && service.restart === 'no';
    if (!isKnown && !isNothing && !isCarriedDeploy(key, service)) leaveOut(`\`${key}\``);
  }
}

/** Of `deploy` the limits are carried over. */
function isCarriedDeploy(key: string, {deploy}: PlainMap): boolean {
  return key === 'deploy' && Object.keys(mapOf(deploy)).every(inside => inside === 'resources');
}
