import {badEnd, isSettled, type TaskState} from '../lifecycle/task-state.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {RefusedByRun, type ControlReport} from './run-control.ts';
import type {Session} from './session.ts';
import {whenFired} from './when-fired.ts';

/** The pending requests to a run. */
export interface PendingRequests {
  /** Resolves when all of the tasks have settled. Rejects if the run stops first. */
  settle(tasks: Iterable<TaskName>): Promise<ControlReport>;
  /** Answers the requests whose tasks have settled. Called when no operation is due. */
  answer(): void;
}

type RequestContext = Pick<Session, 'table' | 'desired' | 'stop' | 'masker'>;

export function createPendingRequests(session: RequestContext): PendingRequests {
  const pending = new Set<Pending>();
  whenFired(session.stop.signal, () => {
    for (const {reject} of pending) reject(new RefusedByRun({reason: 'run-stopping'}));
    pending.clear();
  });
  return {
    settle: async tasks =>
      await new Promise((resolve, reject) => pending.add({tasks: [...tasks], resolve, reject})),
    answer() {
      for (const request of pending) {
        if (!request.tasks.every(task => isAtRest(task, session))) continue;
        pending.delete(request);
        request.resolve(reportOn(request.tasks, session));
      }
    },
  };
}

interface Pending {
  readonly tasks: readonly TaskName[];
  resolve(report: ControlReport): void;
  reject(error: RefusedByRun): void;
}

/** Whether a task has settled and its desired state requires no further operation. */
function isAtRest(task: TaskName, {table, desired}: RequestContext): boolean {
  const state = table.stateOf(task);
  if (!isSettled(state)) return false;
  switch (desired.of(task)) {
    case 'up':
      return state.status !== 'stopped';
    case 'again':
      return false;
    case 'stopped':
      return state.status === 'stopped' || badEnd(state) !== undefined;
  }
}

function reportOn(tasks: readonly TaskName[], {table, masker}: RequestContext): ControlReport {
  const named = table.tasks.filter(task => tasks.includes(task));
  return masker.value({tasks: named.map(task => ({task, ...about(table.stateOf(task))}))});
}

function about(state: TaskState) {
  return {status: state.status, ...(state.status === 'failed' && {failure: state.failure})};
}
