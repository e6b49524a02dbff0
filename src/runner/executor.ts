import {afterOperation} from '../lifecycle/after-operation.ts';
import type {Operation} from '../lifecycle/operation.ts';
import {createTaskStarter} from './task-starter.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import type {Session} from './session.ts';
import {stopTask} from './stop-task.ts';

/** Executes the operations returned by {@link reconcile}: changes the state of the task and performs the side effects. */
export function createExecutor(session: Session): (operation: Operation) => Promise<void> | undefined {
  const {table, tasks, desired} = session;
  const starter = createTaskStarter(session);
  const removal = {
    ...session,
    // Tasks may join later.
    get graph() {
      return session.graph;
    },
    kindOf: (name: TaskName) => entryOf(tasks, name).kind,
  };

  const remove = async ({task, isStillUsed}: Extract<Operation, {op: 'stop'}>): Promise<void> => {
    const probes = starter.endProbes(task);
    if (probes) await probes;
    await stopTask(task, isStillUsed, removal);
    forgetOutputs(task, session);
    await starter.pause(task);
  };
  return operation => {
    const {task} = operation;
    table.move(task, afterOperation(operation, table.stateOf(task)));
    switch (operation.op) {
      case 'queue':
      case 'skip':
        return undefined;
      case 'renew':
        desired.renewed(task);
        return undefined;
      case 'start':
        return starter.start(task, operation.cause);
      case 'cancel':
      case 'interrupt':
      case 'withdraw':
        starter.abort(task, operation.cause);
        return undefined;
      case 'settle':
        forgetOutputs(task, session);
        return starter.pause(task);
      case 'stop':
        return remove(operation);
    }
  };
}

/** Clears the outputs of a task that was stopped while the run continues, unless it still has resources for its next start. */
function forgetOutputs(task: TaskName, {table, journal}: Session): void {
  const state = table.stateOf(task);
  const isStopped = state.status === 'stopped' && state.cause !== 'teardown';
  if (isStopped && journal.made(task).length === 0) table.setOutputs(task, undefined);
}
