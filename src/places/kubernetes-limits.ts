import type {TaskSource} from '../schema/launch-file.ts';
import type {KubernetesPlace} from '../schema/places.ts';
import {hostPaths} from './host-paths.ts';
import type {NamedPlace, PlaceProblem} from './place-problem.ts';

/** Limits of a Kubernetes cluster. */
export function kubernetesLimits(
  task: TaskSource,
  {name, source: {runtime_class: runtimeClass}}: NamedPlace<KubernetesPlace>,
): readonly PlaceProblem[] {
  if ('machine' in task && runtimeClass === undefined) {
    const message = `\`${name}\` has no \`runtime_class\` for machines; set it there, or leave \`place\` out to run it on this machine`;
    return [{key: ['place'], message}];
  }
  if (!('container' in task)) return [];
  const {container} = task;
  const next = 'copy it with a `copy` task, build it into the image, or use a `volume` task';
  const noPaths = `\`${name}\` is a cluster, which cannot mount paths of this machine; ${next}`;
  const ofHost = `\`network_mode: host\` would be the network of a node of \`${name}\`; leave it out, and publish \`ports\``;
  return [
    ...hostPaths(container).map(key => ({key: ['container', ...key], message: noPaths})),
    ...(container.network_mode === 'host' ? [{key: ['container', 'network_mode'], message: ofHost}] : []),
  ];
}
