import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Session} from './session.ts';

/** Adds the tasks that wait for a slot to a timeout failure, because the failed task may have been waiting for one of them. */
export function withSlotWaiters(failure: TaskFailure, session: SlotContext): TaskFailure {
  const isDeadline =
    failure.reason === 'not-ready' || failure.reason === 'timed-out' || failure.reason === 'wait-timed-out';
  if (!isDeadline) return failure;
  const waiting = slotWaiters(session).filter(name => name !== failure.task);
  return waiting.length === 0 ? failure : {...failure, slots: {limit: session.jobs, waiting}};
}

type SlotContext = Pick<Session, 'table' | 'taskGraph' | 'jobs'>;

/** The tasks that wait for a slot, in the order in which they would get one. */
function slotWaiters({table, taskGraph}: SlotContext): readonly TaskName[] {
  const isWaiting = (name: TaskName): boolean => {
    const state = table.stateOf(name);
    return state.status === 'waiting' && state.for === 'slot';
  };
  return table.tasks.filter(isWaiting).toSorted((a, b) => taskGraph.priorityOf(b) - taskGraph.priorityOf(a));
}
