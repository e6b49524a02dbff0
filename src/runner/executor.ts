import type {Task} from '../model/launch-file.ts';
import {createLauncher} from './launcher.ts';
import type {CancelCause, Operation} from '../lifecycle/operation.ts';
import {cancelledByStop, stoppingTo, whenCancelled} from '../lifecycle/next-state.ts';
import type {RemovalContext} from './remove-things.ts';
import type {Session} from './session.ts';
import {stopTask} from './stop-task.ts';
import type {Cancelled} from '../lifecycle/task-state.ts';
import {stateIn} from './task-table.ts';

/** Executes the operations that {@link reconcile} returns. */
export function createExecutor(session: Session): (operation: Operation) => Promise<void> | undefined {
  const {table, tasks, stop} = session;
  const launcher = createLauncher(session);
  const removal: RemovalContext = {...session, kindOf: name => (tasks.get(name) as Task).kind};

  const stopAndPause = async ({task, isStillUsed}: Extract<Operation, {op: 'stop'}>): Promise<void> => {
    await stopTask(task, isStillUsed, {...removal, table});
    await launcher.pause(task);
  };
  return operation => {
    const {task} = operation;
    switch (operation.op) {
      case 'queue':
        table.move(task, {...stateIn(table, task, 'waiting'), for: operation.for});
        return undefined;
      case 'skip':
        table.move(task, {status: 'skipped', because: operation.because});
        return undefined;
      case 'start':
        return launcher.start(task, operation.cause);
      case 'cancel': {
        const end = cancelledBy(operation.cause);
        table.move(task, whenCancelled(table.stateOf(task), end));
        launcher.abort(task, end.because);
        return undefined;
      }
      case 'interrupt':
        table.move(task, {...stateIn(table, task, 'starting', 'running', 'probing'), isInterrupted: true});
        launcher.abort(task, stop.signal.reason);
        return undefined;
      case 'withdraw':
        table.move(task, stoppingTo({status: 'stopped', last: table.stateOf(task), leftovers: []}));
        launcher.abort(task, stop.signal.reason);
        return undefined;
      case 'settle':
        table.move(task, stateIn(table, task, 'stopping').end);
        return undefined;
      case 'stop':
        return stopAndPause(operation);
    }
  };
}

function cancelledBy(cause: CancelCause): Cancelled {
  if (cause.why === 'unwanted') return cancelledByStop;
  const how = cause.how === 'cancelled' ? 'was cancelled' : 'failed';
  return {...cancelledByStop, because: `it needs \`${cause.need}\`, which ${how}`};
}
