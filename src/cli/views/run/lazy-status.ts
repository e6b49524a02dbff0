import {emptyStatus, fold, type RunStatus} from '../../../history/run-status.ts';
import type {EventOf, RunEvent} from '../../../vocabulary/event.ts';

/** The state of a run, for readers that need it less often than tasks print lines. */
export interface LazyStatus {
  add(event: RunEvent): void;
  current(): RunStatus;
}

/** Folds only the last of the lines that a task has printed since the state was last read, or since another event of the task. */
export function lazyStatus(): LazyStatus {
  let status = emptyStatus;
  const printed = new Map<string, EventOf<'task-output'>>();
  const foldPrinted = (task: string): void => {
    const event = printed.get(task);
    if (!event) return;
    printed.delete(task);
    status = fold(status, event);
  };
  return {
    add(event) {
      if (isShown(event)) {
        printed.set(event.task, event);
        return;
      }
      if ('task' in event) foldPrinted(event.task);
      status = fold(status, event);
    },
    current() {
      for (const task of printed.keys()) foldPrinted(task);
      return status;
    },
  };
}

/** Whether an event changes the last line of its task. */
function isShown(event: RunEvent): event is EventOf<'task-output'> {
  return event.type === 'task-output' && event.stream !== 'console' && event.line !== '';
}
