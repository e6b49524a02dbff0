import type {Task} from '../model/launch-file.ts';
import {evaluateCondition} from '../values/condition.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Whether a task will run, as far as is known; `because` is the reason why not, or what decides. */
export type Decision =
  | {readonly outcome: 'run'}
  | {readonly outcome: 'skipped'; readonly because: string}
  | {readonly outcome: 'undecided'; readonly because: string};

/** The information available for a decision. */
export interface Known {
  /** The values that `${{ }}` reads. */
  readonly scope: ValueSource;
  /** The fate of a task that is needed. */
  outcomeOf(task: TaskName): Decision['outcome'];
}

/**
 * Decides whether a task is wanted; a plan asks beforehand and a run when the task's needs are met. A need that is skipped
 * is met, but an output of it does not exist.
 */
export function decide({needs, condition}: Task, {scope, outcomeOf: fateOf}: Known): Decision {
  const users = needs.filter(({origin}) => origin !== 'needs');
  const missing = users.find(({to}) => fateOf(to) === 'skipped');
  if (missing) return {outcome: 'skipped', because: `it uses \`${missing.to}\`, which was skipped`};
  const open = users.find(({to}) => fateOf(to) === 'undecided');
  if (open) return {outcome: 'undecided', because: `it uses \`${open.to}\`, which may be skipped`};
  if (condition === undefined) return {outcome: 'run'};
  const holds = evaluateCondition(condition, scope);
  if (typeof holds === 'object') {
    return {
      outcome: 'undecided',
      because: `its condition ${condition.text} is decided ${whenKnown(holds.unknown)}`,
    };
  }
  return holds ? {outcome: 'run'} : {outcome: 'skipped', because: `its condition ${condition.text} is false`};
}

/** When a reference that is not known yet will be. */
function whenKnown([root, name]: readonly string[]): string {
  return root === 'tasks' ? `after \`${name}\`` : 'when the run starts';
}
