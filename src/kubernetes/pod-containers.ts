import type {ContainerRequest, PodSibling} from '../places/container-request.ts';
import type {Fields} from '../vocabulary/fields.ts';
import {dnsLabel, objectName} from './names.ts';
import {filesOf} from './pod-files.ts';
import {CONTAINER} from './pod-id.ts';
import {joinParts, partsOf} from './pod-keys.ts';
import {mountsOf} from './pod-mounts.ts';
import {inContainer, inPod, type PodParts} from './pod-parts.ts';

/** Facts that only the place knows. */
export interface Known {
  /** Whether a value must be hidden from users who can read pods. */
  isSecret(text: string): boolean;
  /** Whether a volume is a folder in the pod instead of a claim. */
  isTemporary(volume: string): boolean;
}

/** A container of a pod, and the contents of its files. */
export interface PodContainer {
  readonly parts: PodParts;
  /** The contents of the ConfigMap and the Secret of the pod, in base64, by key. */
  readonly config: Readonly<Record<string, string>>;
  readonly secret: Readonly<Record<string, string>>;
}

/** A container in a pod. */
interface ContainerPlace {
  /** The name of the pod, and of the ConfigMap and Secret with its files. */
  readonly pod: string;
  readonly container: string;
  /** The prefix of the keys of its files. Default: empty. */
  readonly prefix?: string;
}

/** A container as part of a pod, without its environment. @throws NotInCluster */
export function podContainer(
  request: ContainerRequest,
  {pod, container, prefix = ''}: ContainerPlace,
  {isTemporary}: Known,
): PodContainer {
  const {config, secret, parts} = filesOf(request.files, pod, prefix);
  const all = joinParts([
    inContainer({name: container, image: request.image, ...PULL[request.pull ?? 'missing']}),
    partsOf(request.keys),
    mountsOf(request.mounts, request.memoryMounts, isTemporary),
    parts,
    portsOf(request),
  ]);
  return {config, secret, parts: all};
}

/** The name of the first container of a pod: that of its task if the pod has several containers. */
export function firstContainer(task: string, siblings: readonly PodSibling[]): string {
  return siblings.length === 0 ? CONTAINER : dnsLabel(task);
}

/**
 * The other containers of a pod. The kubelet starts each of them only once the Secret with its environment exists.
 * bottle creates that Secret when the needs of its task are met, so containers start in the order of the launch file,
 * whatever their images.
 * @throws NotInCluster
 */
export function siblingContainers(
  {siblings}: Pick<ContainerRequest, 'siblings'>,
  {pod, run}: {readonly pod: string; readonly run: string},
  known: Known,
): readonly PodContainer[] {
  return siblings.map(({task, request}, at) => {
    const prefix = `sibling-${at + 1}-`;
    const {parts, ...files} = podContainer(request, {pod, container: dnsLabel(task), prefix}, known);
    const environment = inContainer({envFrom: [{secretRef: {name: environmentName({run, task})}}]});
    return {...files, parts: withOwnVolumes(joinParts([parts, environment]), prefix)};
  });
}

/** The name of the Secret with the environment of a container that joins a pod. The dot distinguishes it from all other objects. */
export function environmentName(owner: {readonly run: string; readonly task: string}): string {
  return `${objectName(owner)}.env`;
}

/**
 * Gives the volumes of a container unique names, since all containers of a pod share its volumes. Other pod fields are
 * set by the first container.
 */
function withOwnVolumes({container = {}, pod = {}}: PodParts, prefix: string): PodParts {
  const renamed = (all: unknown): readonly Fields[] =>
    ((all ?? []) as readonly Fields[]).map(each => ({...each, name: `${prefix}${String(each.name)}`}));
  return {
    container: {...container, volumeMounts: renamed(container.volumeMounts)},
    pod: {volumes: renamed(pod.volumes)},
  };
}

/** The grace period of a pod: that of its slowest container. */
export function graceOf({graceMs, siblings}: Pick<ContainerRequest, 'graceMs' | 'siblings'>): PodParts {
  const longest = Math.max(graceMs, ...siblings.map(({request}) => request.graceMs));
  return inPod({terminationGracePeriodSeconds: Math.ceil(longest / 1000)});
}

const PULL: Readonly<Record<NonNullable<ContainerRequest['pull']>, Fields>> = {
  missing: {imagePullPolicy: 'IfNotPresent'},
  always: {imagePullPolicy: 'Always'},
  never: {imagePullPolicy: 'Never'},
};

/** Only informational: nothing in a cluster depends on these ports. */
function portsOf({ports, exposed}: ContainerRequest): PodParts {
  const all = new Map(
    [...ports, ...exposed].map(({port, protocol}) => [
      `${port}/${protocol}`,
      {containerPort: port, protocol: protocol.toUpperCase()},
    ]),
  );
  return inContainer({ports: [...all.values()]});
}
