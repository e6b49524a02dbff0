import type {TaskSource} from '../schema/launch-file.ts';
import type {DockerPlace} from '../schema/places.ts';
import type {Container} from '../schema/tasks/container.ts';
import type {NamedPlace, PlaceProblem} from './place-problem.ts';

/**
 * Limits of a Docker engine on another machine, judging by its address. Only a run can find out where the engine of a
 * context is.
 */
export function dockerLimits(task: TaskSource, place: NamedPlace<DockerPlace>): readonly PlaceProblem[] {
  if ('machine' in task) return [noMachines(place.name)];
  if (!('container' in task) || !isFar(place.source)) return [];
  return [
    ...bindProblems(task.container, place),
    ...networkProblems(task.container, place),
    ...probeProblems(task, place),
  ];
}

/** Whether a place is an engine on another machine, judging by its address. */
export function isFar({host = ''}: DockerPlace): boolean {
  return /^(tcp|ssh):/.test(host);
}

function noMachines(place: string): PlaceProblem {
  const message = `\`${place}\` is a Docker engine, which cannot run microVMs; remove \`place\` to run it on this machine`;
  return {key: ['place'], message};
}

function bindProblems(container: Container, {name}: NamedPlace<DockerPlace>): readonly PlaceProblem[] {
  const next = 'copy the files with a `copy` task, build them into the image, or use a `volume` task';
  const message = `\`${name}\` is on another machine, which cannot mount paths of this one; ${next}`;
  return hostPaths(container).map(key => ({key: ['container', ...key], message}));
}

function networkProblems(
  {network_mode: mode, ports = []}: Container,
  {name, source}: NamedPlace<DockerPlace>,
): readonly PlaceProblem[] {
  const ofHost = `\`network_mode: host\` would use the network of the machine of \`${name}\`; remove it and publish \`ports\``;
  return [
    ...(mode === 'host' ? [{key: ['container', 'network_mode'], message: ofHost}] : []),
    ...(ports.length > 0 && !publishes(source)
      ? [{key: ['container', 'ports'], message: `ports published at \`${name}\` ${NEED_PUBLISH}`}]
      : []),
  ];
}

const NEED_PUBLISH = 'need `publish` in the place: the address of its machine at which they are reachable';

/** Whether ports of an engine can be published. Over ssh, they are forwarded. */
function publishes({host = '', publish}: DockerPlace): boolean {
  return !host.startsWith('tcp:') || publish !== undefined;
}

type ContainerTask = Extract<TaskSource, {readonly container: unknown}>;

/** A probed port must be published as well. If the container has `ports`, those are reported instead. */
function probeProblems(
  {container: {ports = []}, ready, liveness}: ContainerTask,
  {name, source}: NamedPlace<DockerPlace>,
): readonly PlaceProblem[] {
  if (ports.length > 0 || publishes(source)) return [];
  const message = `ports that probes connect to at \`${name}\` ${NEED_PUBLISH}`;
  return Object.entries({ready, liveness}).flatMap(([key, probes]) =>
    portKeys(probes).map(path => ({key: [key, ...path], message})),
  );
}

/** The keys of probes that connect to a port of their own container. */
function portKeys(probes: object | readonly object[] | undefined): readonly (readonly string[])[] {
  const isOwn = (probe: object): boolean => 'port' in probe && Number.isInteger(Number(probe.port));
  if (!Array.isArray(probes)) return probes && isOwn(probes) ? [['port']] : [];
  return (probes as readonly object[]).flatMap((probe, at) => (isOwn(probe) ? [[String(at), 'port']] : []));
}

/** The mounts of host paths, as paths in the keys of the container. */
function hostPaths({
  volumes = [],
  configs = [],
  read_only = false,
}: Container): readonly (readonly string[])[] {
  const mounted = volumes.flatMap((mount, at) => {
    const isBind = typeof mount === 'string' ? /^(\.|\/[^:]*:|\$\{\{)/.test(mount) : mount.type === 'bind';
    return isBind ? [['volumes', String(at)]] : [];
  });
  // If the root file system is read-only, files cannot be created in it, so they are mounted.
  const files = configs.flatMap((config, at) =>
    read_only && 'file' in config ? [['configs', String(at)]] : [],
  );
  return [...mounted, ...files];
}
