import type {PlaceProblem} from '../../places/place-problem.ts';

/** A problem of a task, at a path in the task. */
export function limitAt(path: readonly (string | number)[], message: string): PlaceProblem {
  return {key: path.map(String), message};
}
