import type {RunStatus} from '../../history/run-status.ts';
import {taskStates} from '../parts/states.ts';

/** Changes of tasks between two states of a run, for screen readers. Steps on the way up are left out. */
export function changedStates(before: RunStatus, after: RunStatus): readonly string[] {
  if (before.tasks === after.tasks) return [];
  return after.tasks.flatMap(({task, status}, at) =>
    before.tasks[at]?.status === status || STEPS.includes(status)
      ? []
      : [`${task}: ${taskStates[status].label}`],
  );
}

const STEPS = ['waiting', 'running', 'probing'];
