import type {Task} from '../model/launch-file.ts';
import {evaluateCondition} from '../values/condition.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Whether a task will run, as far as it is known. `because` is the reason for skipping the task, or what the decision depends on. */
export type Decision =
  | {readonly outcome: 'run'}
  | {readonly outcome: 'skipped'; readonly because: string}
  | {readonly outcome: 'undecided'; readonly because: string};

/** The information available for a decision. */
export interface Known {
  /** The values that `${{ }}` can read. */
  readonly scope: ValueSource;
  /** The decision for a needed task. */
  outcomeOf(task: TaskName): Decision['outcome'];
}

/**
 * Decides whether a task runs. A plan calls this in advance, and a run once the task's needs are met. A skipped need counts as
 * met but has no outputs.
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
      because: `its condition ${condition.text} is evaluated ${whenKnown(holds.unknown)}`,
    };
  }
  return holds ? {outcome: 'run'} : {outcome: 'skipped', because: `its condition ${condition.text} is false`};
}

/** When the value of an unknown reference becomes known. */
function whenKnown([root, name]: readonly string[]): string {
  return root === 'tasks' ? `after \`${name}\`` : 'when the run starts';
}
