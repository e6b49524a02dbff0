import type {Edge} from '../model/launch-file.ts';
import type {NeedCondition} from '../schema/common-task.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Need, Standing} from './scheduler.ts';

/**
 * How far a task of a run has come:
 *
 *     waiting ─▶ starting ─▶ started ─▶ ready (it stays up, or has succeeded)
 *        │          ▲ └─ another attempt, a restart ─┘
 *        │          └───────────┴──────────┴─▶ stopping ─▶ failed | cancelled
 *        └──────▶ skipped | stopping
 */
export type TaskState =
  'waiting' | 'starting' | 'started' | 'ready' | 'skipped' | 'stopping' | 'failed' | 'cancelled';

const notYet = {waiting: 'open', starting: 'open'} as const;
const neverMore = {stopping: 'broken', failed: 'broken', cancelled: 'broken'} as const;

/** What the state of a needed task means under each condition; docs/launch-file.md has the same table. */
export const standings: Readonly<Record<NeedCondition, Readonly<Record<TaskState, Standing>>>> = {
  started: {...notYet, started: 'met', ready: 'met', skipped: 'met', ...neverMore},
  ready: {...notYet, started: 'open', ready: 'met', skipped: 'met', ...neverMore},
  ended: {
    ...{...notYet, started: 'open', stopping: 'open'},
    ...{ready: 'met', skipped: 'met', failed: 'met', cancelled: 'met'},
  },
};

/** A need of a task, for the scheduler. */
export function needOf({to, condition}: Edge): Need<TaskName, TaskState> {
  return {node: to, standing: state => standings[condition][state]};
}
