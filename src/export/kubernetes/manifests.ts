import {stringify} from 'yaml';
import type {LaunchFile, Task} from '../../model/launch-file.ts';
import type {Exported, Loss} from '../exported.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {Volume} from '../../schema/tasks/volume.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import {lossesOfFile, whyNotCarried, type MissingKinds} from '../not-carried.ts';
import {rebased} from '../rebased.ts';
import {kubernetesDialect, objectName} from './dialect.ts';
import {networkPolicy} from './networks.ts';
import {CLAIM_SIZE, workload, headlessService, volumeClaim, type Pod} from './objects.ts';
import {podOf} from './pod-of.ts';

const HOST = 'a cluster runs containers; put it into an image, or start it yourself';

const missing: MissingKinds = {
  run: HOST,
  serve: HOST,
  machine:
    'a cluster has no microVMs of smolvm; `runtimeClassName` of a pod names a runtime that isolates alike',
  exec: 'use `kubectl exec`, or an init container',
  copy: 'use `kubectl cp`, or mount a ConfigMap',
  wait: 'Kubernetes does not wait; add an init container that does',
  alias: 'pods have addresses of their own; reach one from here by `kubectl port-forward --address`',
  certificate: 'Kubernetes makes no certificates by itself; create a Secret of type `kubernetes.io/tls`',
};

/** A launch file as manifests: a Deployment and a Service, or a Job, for each container, a policy for each internal network. */
export function kubernetesManifests(whole: LaunchFile): Exported {
  const launch = rebased(whole);
  const losses: Loss[] = [
    ...lossesOfFile(launch, {
      env: 'it is for commands on the host',
      foreground: 'Kubernetes starts no command beside its pods',
      until: 'a Deployment has no end; use a Job',
      stop_timeout: 'each pod has its own `terminationGracePeriodSeconds`',
    }),
  ];
  const dialect = kubernetesDialect(launch, {secrets: new Set(), defaults: new Set()});
  const carried = [...launch.tasks.values()].filter(task => {
    const why = whyNotCarried(task, missing, dialect);
    if (why !== undefined) losses.push({task: task.name, meaning: why});
    return why === undefined;
  });
  const pods = carried.flatMap(task =>
    'container' in task.source ? [podOf(task, task.source, launch, losses)] : [],
  );
  const claims = [...new Set(pods.flatMap(({parts}) => parts.claims ?? []))];
  const part = objectName(launch.name);
  losses.push(...toDo(carried, pods, {claims, part}));
  const objects: readonly Fields[] = [
    ...claims.map(name => volumeClaim(name, part)),
    ...carried.flatMap(({name, source}) =>
      'network' in source && source.network.internal ? [networkPolicy(name, part)] : [],
    ),
    ...pods.flatMap(pod => [workload(pod), ...(pod.ends ? [] : [headlessService(pod)])]),
  ];
  const text = objects
    .map(object => stringify(object, {lineWidth: 0, aliasDuplicateObjects: false}))
    .join('---\n');
  return {files: [{name: 'kubernetes.yaml', text}], carried: carried.map(({name}) => name), losses};
}

/** Preparations that the manifests need. */
function toDo(
  carried: readonly Task[],
  pods: readonly Pod[],
  {claims, part}: {readonly claims: readonly string[]; readonly part: string},
): readonly Loss[] {
  const images = carried.filter(({source}) => 'image' in source && 'build' in source.image);
  const secrets = new Set(pods.flatMap(pod => pod.secrets));
  return [
    ...carried.flatMap(({name: task, source}) =>
      'volume' in source ? volumeLosses(task, source.volume) : [],
    ),
    ...images.map(({name: task}) => ({
      task,
      meaning: 'build the image, and push it to a registry that the cluster pulls from',
    })),
    ...claims.map(name => ({
      meaning: `the claim \`${name}\` asks for ${CLAIM_SIZE}; set the size that its data needs`,
    })),
    ...[...secrets].map(name => ({
      key: `secrets.${name}`,
      meaning: `create it with \`kubectl create secret generic ${part} --from-literal=${name}=…\``,
    })),
  ];
}

/** A claim has the storage class of the cluster in place of a driver. */
function volumeLosses(task: TaskName, volume: Volume): readonly Loss[] {
  return (['name', 'external', 'driver', 'driver_opts', 'labels'] as const).flatMap(key =>
    volume[key] === undefined
      ? []
      : [{task, key: `volume.${key}`, meaning: 'set `storageClassName` or `volumeName` of its claim'}],
  );
}
