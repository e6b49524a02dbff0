import type {ContainerRequest, JoinedNetwork} from '../places/container-request.ts';
import type {Fields} from '../vocabulary/fields.ts';
import {metadataOf, LABELS, type ObjectOwner} from './labels.ts';
import {hostName, labelValue, objectName} from './names.ts';
import {
  firstContainer,
  graceOf,
  siblingContainers,
  podContainer,
  type Known,
  type PodContainer,
} from './pod-containers.ts';
import {joinParts} from './pod-keys.ts';
import {networkLabels, policyOf} from './pod-networks.ts';
import {inContainer, inPod, type PodParts} from './pod-parts.ts';
import {literal} from './process-keys.ts';

/** The owner of a container. */
export interface ContainerOwner extends ObjectOwner {
  readonly task: string;
}

/** The objects of a container, in the API's format. Objects that it does not need are absent. */
export interface ContainerObjects {
  readonly name: string;
  /** The name of the task's container in the pod. */
  readonly container: string;
  readonly pod: Manifest;
  readonly services: readonly Manifest[];
  readonly configMap?: Manifest;
  readonly secret?: Manifest;
  readonly policy?: Manifest;
}

/** An object in the format sent to the API server. */
export interface Manifest extends Fields {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
}

/**
 * The pod of a container, and the objects that it needs: a headless Service for each of its names, a ConfigMap and a
 * Secret with its files and secret variables, and a policy for its networks.
 * @throws NotInCluster
 */
export function containerObjects(
  request: ContainerRequest,
  owner: ContainerOwner,
  known: Known,
): ContainerObjects {
  const name = objectName(owner);
  const container = firstContainer(owner.task, request.siblings);
  const {labels, annotations} = metadataOf(owner, request.labels);
  const networks = networksOf(request);
  const named = (ownName: string): Manifest['metadata'] => ({name: ownName, labels, annotations});
  const env = envOf(request.env, name, known.isSecret);
  const first = podContainer(request, {pod: name, container}, known);
  const siblings = siblingContainers(request, {pod: name, run: owner.run}, known);
  const parts = joinParts([
    inPod(POD),
    first.parts,
    env.parts,
    ...siblings.map(({parts: {pod = {}}}) => inPod(pod)),
    graceOf(request),
  ]);
  const files = {
    config: contentsOf([first, ...siblings], 'config'),
    secret: contentsOf([first, ...siblings], 'secret'),
  };
  const secrets = {...env.secret, ...files.secret};
  const policy = policyOf({
    run: owner.run,
    task: owner.task,
    networks: networks.map(network => network.name),
  });
  return {
    ...{name, container},
    pod: {
      metadata: {
        name,
        labels: {...labels, ...networkLabels(networks.map(network => network.name))},
        annotations: {...annotations, ...(parts.annotations as Record<string, string> | undefined)},
      },
      spec: {
        ...parts.pod,
        containers: [parts, ...siblings.map(sibling => sibling.parts)].map(each => each.container ?? {}),
      },
    },
    services: namesOf(request.names, networks).map(alias => ({
      metadata: named(alias),
      spec: {
        clusterIP: 'None',
        // Other containers may look it up before bottle's probes have passed, as in Docker.
        publishNotReadyAddresses: true,
        selector: {[LABELS.run]: labelValue(owner.run), [LABELS.task]: labelValue(owner.task)},
      },
    })),
    ...(Object.keys(files.config).length > 0 && {
      configMap: {metadata: named(name), binaryData: files.config},
    }),
    ...(Object.keys(secrets).length > 0 && {secret: {metadata: named(name), data: secrets}}),
    ...(policy && {policy: {metadata: named(name), spec: policy}}),
  };
}

/** The fields that all of bottle's pods share. Only bottle restarts them, and they have no credentials for the cluster. */
const POD: Fields = {
  restartPolicy: 'Never',
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  // If the node stops responding, the task fails after this time instead of after five minutes.
  tolerations: ['not-ready', 'unreachable'].map(problem => ({
    key: `node.kubernetes.io/${problem}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 30,
  })),
};

/** The networks of a container. Modes that a cluster does not support were already rejected. */
function networksOf({networks, networkMode}: ContainerRequest): readonly JoinedNetwork[] {
  return networkMode === 'none' ? [] : networks;
}

/** The names of its tasks and its aliases, without duplicates. */
function namesOf(names: readonly string[], networks: readonly JoinedNetwork[]): readonly string[] {
  if (networks.length === 0) return [];
  return [...new Set([...names, ...networks.flatMap(({aliases = []}) => aliases)].map(hostName))];
}

function contentsOf(containers: readonly PodContainer[], kind: 'config' | 'secret'): PodContainer['config'] {
  return Object.assign({}, ...containers.map(container => container[kind])) as PodContainer['config'];
}

interface PodEnv {
  /** In base64, by key. */
  readonly secret: Readonly<Record<string, string>>;
  readonly parts: PodParts;
}

function envOf(env: ContainerRequest['env'], name: string, isSecret: (text: string) => boolean): PodEnv {
  const secret: Record<string, string> = {};
  const variables = Object.entries(env).map(([variable, value], at) => {
    if (!isSecret(value)) return {name: variable, value: literal(value)};
    secret[`env-${at}`] = Buffer.from(value).toString('base64');
    return {name: variable, valueFrom: {secretKeyRef: {name, key: `env-${at}`}}};
  });
  return {secret, parts: inContainer({env: variables})};
}
