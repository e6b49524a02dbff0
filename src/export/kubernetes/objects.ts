import type {Protocol} from '../../vocabulary/protocol.ts';
import {mergeFields, type Fields} from '../../vocabulary/fields.ts';
import type {PodParts} from '../../kubernetes/pod-parts.ts';
import {objectName, secretVariable} from './dialect.ts';

/** A container port. */
export interface Port {
  readonly port: number;
  readonly protocol: Protocol;
}

/** A container of the launch file as a pod. */
export interface Pod {
  /** Name of the task. */
  readonly name: string;
  /** Name of the launch, for the label `app.kubernetes.io/part-of`. */
  readonly part: string;
  readonly parts: PodParts;
  /** Whether its command ends. */
  readonly ends: boolean;
  /** Names of the secrets that it uses. */
  readonly secrets: readonly string[];
  readonly ports: readonly Port[];
  /** Additional labels. */
  readonly labels: Readonly<Record<string, string>>;
}

/** The object that starts the pod: a Job if its command ends, else a Deployment. */
export function workload(pod: Pod): Fields {
  return pod.ends ? job(pod) : deployment(pod);
}

function job(pod: Pod): Fields {
  const {name, part} = pod;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {name: objectName(name), labels: labelsOf(name, part)},
    spec: {backoffLimit: 0, template: templateOf(pod, {restartPolicy: 'Never'})},
  };
}

/** A Deployment with exactly one pod, like `docker run`. */
function deployment(pod: Pod): Fields {
  const {name, part} = pod;
  const selector = labelsOf(name, part);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {name: objectName(name), labels: selector},
    spec: {
      replicas: 1,
      // Prevents two pods from using a volume at the same time.
      strategy: {type: 'Recreate'},
      selector: {matchLabels: selector},
      template: templateOf(pod, {}),
    },
  };
}

function templateOf(pod: Pod, policy: Fields): Fields {
  const {name, part, parts, labels} = pod;
  const {annotations} = parts;
  return {
    metadata: {labels: {...labelsOf(name, part), ...labels}, ...(annotations && {annotations})},
    spec: {...parts.pod, ...policy, containers: [containerOf(pod)]},
  };
}

function containerOf({name, part, parts, secrets, ports}: Pod): Fields {
  const fromSecret = secrets.map(key => ({
    name: secretVariable(key),
    valueFrom: {secretKeyRef: {name: part, key}},
  }));
  const listed = ports.map(({port, protocol}) => ({containerPort: port, protocol: protocol.toUpperCase()}));
  return mergeFields([
    {name: objectName(name)},
    // Secrets come first, since later variables may refer to them.
    fromSecret.length > 0 ? {env: fromSecret} : {},
    parts.container ?? {},
    listed.length > 0 ? {ports: listed} : {},
  ]);
}

/** A headless Service, so that other pods can reach the container by the name of its task on any port. */
export function headlessService({name, part, ports}: Pod): Fields {
  const selector = labelsOf(name, part);
  const listed = ports.map(({port, protocol}) => ({
    name: `${protocol}-${port}`,
    port,
    protocol: protocol.toUpperCase(),
  }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {name: objectName(name), labels: selector},
    spec: {clusterIP: 'None', selector, ...(listed.length > 0 && {ports: listed})},
  };
}

/** The size of a claim, which Kubernetes requires and Docker does not have. */
export const CLAIM_SIZE = '1Gi';

export function volumeClaim(name: string, part: string): Fields {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {name, labels: {'app.kubernetes.io/part-of': part}},
    spec: {accessModes: ['ReadWriteOnce'], resources: {requests: {storage: CLAIM_SIZE}}},
  };
}

function labelsOf(name: string, part: string): Readonly<Record<string, string>> {
  return {'app.kubernetes.io/name': objectName(name), 'app.kubernetes.io/part-of': part};
}
