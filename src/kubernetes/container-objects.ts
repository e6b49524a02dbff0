import type {ContainerRequest, JoinedNetwork} from '../places/container-request.ts';
import type {Fields} from '../vocabulary/fields.ts';
import {metadataOf, LABELS, type ObjectOwner} from './labels.ts';
import {hostName, labelValue, objectName} from './names.ts';
import {filesOf} from './pod-files.ts';
import {joinParts, partsOf} from './pod-keys.ts';
import {mountsOf} from './pod-mounts.ts';
import {networkLabels, policyOf} from './pod-networks.ts';
import {inContainer, inPod, type PodParts} from './pod-parts.ts';
import {literal} from './process-keys.ts';

/** The owner of a container. */
export interface ContainerOwner extends ObjectOwner {
  readonly task: string;
}

/** The objects of a container, as the API takes them; those of a kind that it does not need are absent. */
export interface ContainerObjects {
  readonly name: string;
  readonly pod: Manifest;
  readonly services: readonly Manifest[];
  readonly configMap?: Manifest;
  readonly secret?: Manifest;
  readonly policy?: Manifest;
}

/** An object as it is sent to the API server. */
export interface Manifest extends Fields {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
}

/** The name of the only container of a pod. */
export const CONTAINER = 'main';

/** The facts about a container that only the place knows. */
export interface Known {
  /** Whether a variable must not be seen by all who may read pods. */
  isSecret(text: string): boolean;
  /** Whether a volume is no claim, but a folder of the pod. */
  isTemporary(volume: string): boolean;
}

/**
 * The pod of a container, and the objects that it needs: a headless Service for each of its names, what holds its files and secret
 * variables, and a policy for its networks.
 * @throws NotInCluster
 */
export function containerObjects(
  request: ContainerRequest,
  owner: ContainerOwner,
  {isSecret, isTemporary}: Known,
): ContainerObjects {
  const name = objectName(owner);
  const {labels, annotations} = metadataOf(owner, request.labels);
  const networks = networksOf(request);
  const named = (ownName: string): Manifest['metadata'] => ({name: ownName, labels, annotations});
  const env = envOf(request.env, name, isSecret);
  const files = filesOf(request.files, name);
  const parts = joinParts([
    inContainer({name: CONTAINER, image: request.image, ...PULL[request.pull ?? 'missing']}),
    inPod(POD),
    partsOf(request.keys),
    mountsOf(request.mounts, request.memoryMounts, isTemporary),
    env.parts,
    files.parts,
    portsOf(request),
    inPod({terminationGracePeriodSeconds: Math.ceil(request.graceMs / 1000)}),
  ]);
  const secrets = {...env.secret, ...files.secret};
  const policy = policyOf({
    run: owner.run,
    task: owner.task,
    networks: networks.map(network => network.name),
  });
  return {
    name,
    pod: {
      metadata: {
        name,
        labels: {...labels, ...networkLabels(networks.map(network => network.name))},
        annotations: {...annotations, ...(parts.annotations as Record<string, string> | undefined)},
      },
      spec: {...parts.pod, containers: [parts.container]},
    },
    services: namesOf(request.alias, networks).map(alias => ({
      metadata: named(alias),
      spec: {
        clusterIP: 'None',
        // Others may look it up before bottle's probes have passed, as in Docker.
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

/** The part that every pod of bottle has: it is started again by bottle alone, and has no credentials of the cluster. */
const POD: Fields = {
  restartPolicy: 'Never',
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  // A node that does not respond fails the task after this time, not after five minutes.
  tolerations: ['not-ready', 'unreachable'].map(problem => ({
    key: `node.kubernetes.io/${problem}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 30,
  })),
};

const PULL: Readonly<Record<NonNullable<ContainerRequest['pull']>, Fields>> = {
  missing: {imagePullPolicy: 'IfNotPresent'},
  always: {imagePullPolicy: 'Always'},
  never: {imagePullPolicy: 'Never'},
};

/** The networks of a container; the modes that a cluster does not have were refused before. */
function networksOf({networks, networkMode}: ContainerRequest): readonly JoinedNetwork[] {
  return networkMode === 'none' ? [] : networks;
}

/** Its task's name, and its aliases, each once. */
function namesOf(alias: string, networks: readonly JoinedNetwork[]): readonly string[] {
  if (networks.length === 0) return [];
  return [...new Set([alias, ...networks.flatMap(({aliases = []}) => aliases)].map(hostName))];
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

/** For people and programs that look: nothing in a cluster depends on it. */
function portsOf({ports, exposed}: ContainerRequest): PodParts {
  const all = new Map(
    [...ports, ...exposed].map(({port, protocol}) => [
      `${port}/${protocol}`,
      {containerPort: port, protocol: protocol.toUpperCase()},
    ]),
  );
  return inContainer({ports: [...all.values()]});
}
