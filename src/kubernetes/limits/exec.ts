import type {PlaceProblem} from '../../places/place-problem.ts';
import type {Exec} from '../../schema/tasks/exec.ts';
import {limitAt} from './limit.ts';

/** Why a command cannot have a user of its own. */
export const NO_USER = 'a command in a cluster runs as the user of its container; leave it out';

/** The keys of an `exec` task that a container in a cluster cannot do. */
export function execLimits({user}: Pick<Exec, 'user'>): readonly PlaceProblem[] {
  return user === undefined ? [] : [limitAt(['exec', 'user'], NO_USER)];
}
