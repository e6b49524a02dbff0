import type {PlaceProblem} from '../../places/place-problem.ts';
import type {Exec} from '../../schema/tasks/exec.ts';
import {limitAt} from './limit.ts';

/** The reason why a command cannot have its own user. */
export const NO_USER = 'a command in a cluster runs as the user of its container; leave it out';

/** The keys of an `exec` task that a container in a cluster does not support. */
export function execLimits({user}: Pick<Exec, 'user'>): readonly PlaceProblem[] {
  return user === undefined ? [] : [limitAt(['exec', 'user'], NO_USER)];
}
