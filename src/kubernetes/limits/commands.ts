import type {PlaceProblem} from '../../places/place-problem.ts';
import type {Container, ContainerTask} from '../../schema/tasks/container.ts';
import {NO_USER} from './exec.ts';
import {limitAt} from './limit.ts';

/** Commands in a container that run with more rights than the container. */
export function hookLimits(container: Container): readonly PlaceProblem[] {
  return (['post_start', 'pre_stop'] as const).flatMap(key =>
    (container[key] ?? []).flatMap((hook, at) =>
      (['user', 'privileged'] as const)
        .filter(right => hook[right] !== undefined && hook[right] !== false)
        .map(right => limitAt(['container', key, at, right], NO_USER)),
    ),
  );
}

/** A kubelet does not run the health check of an image. bottle itself runs a check in the file. */
export function healthLimits({
  container: {healthcheck},
  ready = [],
  liveness = [],
}: ContainerTask): readonly PlaceProblem[] {
  if (healthcheck?.command !== undefined) return [];
  if (healthcheck !== undefined && healthcheck.disable !== true)
    return [limitAt(['container', 'healthcheck'], NO_IMAGE_CHECK)];
  const probes: readonly (readonly [path: readonly (string | number)[], probe: object])[] = [
    ...eachOf('ready', ready),
    ...eachOf('liveness', liveness),
  ];
  return probes
    .filter(([, probe]) => 'health' in probe)
    .map(([path]) => limitAt([...path, 'health'], NO_IMAGE_CHECK));
}

function eachOf(key: string, probes: object | readonly object[]) {
  return Array.isArray(probes)
    ? probes.map((probe: object, at) => [[key, at], probe] as const)
    : [[[key], probes] as const];
}

const NO_IMAGE_CHECK =
  "a cluster does not run the health check of an image; set the `command` of the container's `healthcheck`";
