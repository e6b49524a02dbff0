import type {Leftover} from '../vocabulary/leftover.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {removeThings, type RemovalContext} from './remove-things.ts';
import type {Restarting, Stopping} from '../lifecycle/task-state.ts';
import type {TaskTable} from './task-table.ts';

/** Removes the resources of a task, and moves it to its end state or, between two attempts, to the delay before the next one. */
export async function stopTask(
  task: TaskName,
  isStillUsed: boolean,
  context: RemovalContext & {readonly table: TaskTable},
): Promise<void> {
  const {table, journal} = context;
  const stopping = stoppingOf(task, table);
  if (journal.made(task).length === 0) {
    if (table.stateOf(task) !== stopping) table.move(task, stopping);
    table.move(task, afterRemoval(stopping, []));
    return;
  }
  table.move(task, {...stopping, phase: 'removing'});
  table.move(task, afterRemoval(stopping, await removeThings(task, isStillUsed, context)));
}

function stoppingOf(task: TaskName, table: TaskTable): Stopping | Restarting {
  const last = table.stateOf(task);
  if (last.status === 'stopping' || last.status === 'restarting') return last;
  const end = {status: 'stopped', last, leftovers: []} as const;
  return {status: 'stopping', phase: 'pending', holdsSlot: false, end};
}

function afterRemoval(
  state: Stopping | Restarting,
  leftovers: readonly Leftover[],
): Restarting | Stopping['end'] {
  return state.status === 'restarting' ? {...state, phase: 'back-off', leftovers} : {...state.end, leftovers};
}
