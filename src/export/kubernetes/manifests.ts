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

const HOST = 'a cluster runs only containers; put it into an image, or start it yourself';

const missing: MissingKinds = {
  run: HOST,
  serve: HOST,
  machine:
    'a cluster has no smolvm microVMs; set `runtimeClassName` of a pod to a runtime with similar isolation',
  exec: 'use `kubectl exec`, or an init container',
  copy: 'use `kubectl cp`, or mount a ConfigMap',
  wait: 'Kubernetes does not wait; add an init container that does',
  alias: 'pods have their own addresses; reach one from here with `kubectl port-forward --address`',
  certificate: 'Kubernetes does not create certificates; create a Secret of type `kubernetes.io/tls`',
};

/** Converts a launch file to manifests: a Deployment and a Service, or a Job, per container; a NetworkPolicy per internal network. */
export function kubernetesManifests(whole: LaunchFile): Exported {
  const launch = rebased(whole);
  const losses: Loss[] = [
    ...lossesOfFile(launch, {
      env: 'it applies only to commands on the host',
      foreground: 'Kubernetes starts only pods; run the command yourself',
      until: 'a Deployment does not end; use a Job',
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

/** Manual steps before the manifests can be applied. */
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
      meaning: `the claim \`${name}\` requests ${CLAIM_SIZE}; set the size that its data needs`,
    })),
    ...[...secrets].map(name => ({
      key: `secrets.${name}`,
      meaning: `create it with \`kubectl create secret generic ${part} --from-literal=${name}=…\``,
    })),
  ];
}

/** Reports keys without an equivalent: a claim has the cluster's storage class instead of a driver. */
function volumeLosses(task: TaskName, volume: Volume): readonly Loss[] {
  return (['name', 'external', 'driver', 'driver_opts', 'labels'] as const).flatMap(key =>
    volume[key] === undefined
      ? []
      : [{task, key: `volume.${key}`, meaning: 'set `storageClassName` or `volumeName` of its claim'}],
  );
}
