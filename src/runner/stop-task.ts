import {afterRemoval} from '../lifecycle/next-state.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {removeThings, type RemovalContext} from './remove-things.ts';
import {stateIn, type TaskTable} from './task-table.ts';

/** Removes the resources of a task. Then moves it to its end state or, between two attempts, to the delay before the next attempt. */
export async function stopTask(
  task: TaskName,
  isStillUsed: boolean,
  context: RemovalContext & {readonly table: TaskTable},
): Promise<void> {
  const state = stateIn(context.table, task, 'stopping', 'restarting');
  context.table.move(task, afterRemoval(state, await removeThings(task, isStillUsed, context)));
}
