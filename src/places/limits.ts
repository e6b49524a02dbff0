import type {TaskSource} from '../schema/launch-file.ts';
import {dockerLimits} from './docker-limits.ts';
import {kubernetesLimits} from './kubernetes-limits.ts';
import type {NamedPlace, PlaceProblem} from './place-problem.ts';

/** Needs of a task that its place cannot meet, as far as that is known without asking it. */
export function limitsOf(task: TaskSource, {name, source}: NamedPlace): readonly PlaceProblem[] {
  return 'docker' in source
    ? dockerLimits(task, {name, source: source.docker})
    : kubernetesLimits(task, {name, source: source.kubernetes});
}
