import {kubernetesLimits} from '../../kubernetes/limits/limits.ts';
import {dockerLimits} from '../../places/docker-limits.ts';
import type {PodPosition} from '../../kubernetes/limits/pod.ts';
import type {NamedPlace, PlaceProblem} from '../../places/place-problem.ts';
import type {TaskSource} from '../../schema/launch-file.ts';

/** Needs of a task that its place cannot meet, as far as that is known without asking it. */
export function limitsOf(
  task: TaskSource,
  {name, source}: NamedPlace,
  pod?: PodPosition,
): readonly PlaceProblem[] {
  return 'docker' in source
    ? dockerLimits(task, {name, source: source.docker})
    : kubernetesLimits(task, source.kubernetes, pod);
}
