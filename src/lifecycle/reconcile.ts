import type {TaskName} from '../vocabulary/ids.ts';
import {createNeighbours} from './neighbours.ts';
import {nextOperation, queue, type Circumstances, type Startable} from './next-operation.ts';
import type {Operation} from './operation.ts';
import type {Situation} from './situation.ts';
import {createSlotQueue, type SlotQueue} from './slot-queue.ts';
import {stopOrder} from './stop-order.ts';

/** Moves tasks towards their desired states. Checks a task only if its next operation may have changed. */
export interface Reconciler {
  /** Records that the state of a task has changed. */
  touch(task: TaskName): void;
  /**
   * Returns the operations to execute; empty if all tasks are in their desired states or have to wait. Executing an operation changes
   * states, so call `next` again afterwards.
   */
  next(situation: Situation): readonly Operation[];
}

export function createReconciler(): Reconciler {
  const touched = new Set<TaskName>();
  let view: View | undefined;
  return {
    touch: task => void touched.add(task),
    next(situation) {
      if (view?.situation !== situation) view = viewOf(situation);
      else for (const task of touched) for (const each of view.neighbours.update(task)) view.due.add(each);
      touched.clear();
      return operationsOf(view);
    },
  };
}

/** The operations of all tasks in a situation. */
export function reconcile(situation: Situation): readonly Operation[] {
  return createReconciler().next(situation);
}

/** Data derived from a situation. */
interface View extends Circumstances {
  /** The tasks to check. */
  readonly due: Set<TaskName>;
  readonly slots: SlotQueue;
}

function viewOf(situation: Situation): View {
  const neighbours = createNeighbours(situation);
  return {
    ...{situation, neighbours, order: stopOrder(situation, neighbours)},
    due: new Set(situation.graph.needs.keys()),
    slots: createSlotQueue(situation.graph),
  };
}

function operationsOf(view: View): readonly Operation[] {
  const {positionOf} = view.situation.graph;
  const due = [...view.due].sort((a, b) => positionOf(a) - positionOf(b));
  view.due.clear();
  const operations: Operation[] = [];
  const startable: Startable[] = [];
  for (const task of due) {
    const next = nextOperation(task, view);
    if (next === undefined) continue;
    if ('op' in next) operations.push(next);
    else startable.push(next);
  }
  // A startable task may need a task that is being cancelled.
  if (operations.some(({op}) => op === 'cancel')) {
    for (const {task} of startable) view.due.add(task);
    return operations;
  }
  return [...operations, ...startsOf(startable, view)];
}

/** Starts as many tasks as there are free slots. A restart needs no slot, because a task that holds one may be waiting for it. */
function startsOf(startable: readonly Startable[], view: View): readonly Operation[] {
  const {situation, neighbours, slots} = view;
  const starts: Operation[] = [];
  for (const {task, cause} of startable) {
    if (cause === 'restart') starts.push({op: 'start', task, cause});
    else slots.add(task);
  }
  for (let free = situation.jobs - neighbours.slotsTaken(); free > 0;) {
    const task = slots.take();
    if (task === undefined) break;
    const next = nextOperation(task, view);
    // The task may have been cancelled since it was queued.
    if (next === undefined || 'op' in next) continue;
    starts.push({op: 'start', ...next});
    free--;
  }
  const started = new Set(starts.map(({task}) => task));
  return [
    ...starts,
    ...startable.flatMap(({task}) => (started.has(task) ? [] : (waitForSlot(task, situation) ?? []))),
  ];
}

function waitForSlot(task: TaskName, {stateOf}: Situation): Operation | undefined {
  const state = stateOf(task);
  return state.status === 'waiting' ? queue(task, 'slot', state.for) : undefined;
}
