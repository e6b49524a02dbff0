import {createHeap} from '../graph/heap.ts';
import {createSlotQueue} from '../lifecycle/slot-queue.ts';
import {taskGraphOf, type Need} from '../lifecycle/task-graph.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** A task and its duration. */
export interface Job {
  readonly needs: readonly Need[];
  /** Its earliest start time. */
  readonly notBeforeMs: number;
  /** Time from its start until its command, container or machine has started. */
  readonly startingMs: number;
  /** Time from its start until it is up. */
  readonly ms: number;
  /** Whether it needs a slot. */
  readonly takesSlot: boolean;
}

/** A schedule. */
export interface Schedule {
  /** When everything is up. */
  readonly endMs: number;
  /** The largest number of tasks that are starting at the same time. */
  readonly most: number;
}

/**
 * When tasks would be up if each started as soon as its needs were met and one of the `slots` was free. As in a run, tasks with the
 * longest chain of dependents start first.
 */
export function schedule(jobs: ReadonlyMap<TaskName, Job>, slots: number): Schedule {
  const needs = new Map([...jobs].map(([task, {needs}]) => [task, needs]));
  const graph = taskGraphOf(needs, undefined, task => jobs.get(task)?.ms ?? 0);
  const queue = createSlotQueue(graph);
  const moments = createHeap<Moment>((one, other) => one.atMs < other.atMs);
  const unmet = new Map([...needs].map(([task, all]) => [task, all.length]));
  const waiting = dependentsOf(needs);
  let busy = 0;
  let most = 0;
  let endMs = 0;

  const start = (task: TaskName, atMs: number): void => {
    const {startingMs = 0, ms = 0, takesSlot} = jobs.get(task) ?? {};
    if (takesSlot) most = Math.max(most, ++busy);
    moments.add({task, what: 'started', atMs: atMs + Math.min(startingMs, ms)});
    moments.add({task, what: 'over', atMs: atMs + ms});
  };
  const offer = (task: TaskName, atMs: number): void => {
    const {notBeforeMs = 0, takesSlot} = jobs.get(task) ?? {};
    if (notBeforeMs > atMs) moments.add({task, what: 'startable', atMs: notBeforeMs});
    else if (takesSlot) queue.add(task);
    else start(task, atMs);
  };
  const meet = (task: TaskName, what: Moment['what'], atMs: number): void => {
    for (const dependent of waiting.get(`${what} ${task}`) ?? []) {
      const left = (unmet.get(dependent) ?? 0) - 1;
      unmet.set(dependent, left);
      if (left === 0) offer(dependent, atMs);
    }
  };
  const fill = (atMs: number): void => {
    while (busy < slots) {
      const task = queue.take();
      if (task === undefined) return;
      start(task, atMs);
    }
  };

  for (const [task, count] of unmet) if (count === 0) offer(task, 0);
  fill(0);
  for (let moment = moments.take(); moment; moment = moments.take()) {
    const {task, what, atMs} = moment;
    endMs = Math.max(endMs, atMs);
    if (what === 'over' && jobs.get(task)?.takesSlot) busy--;
    if (what === 'startable') offer(task, atMs);
    else meet(task, what, atMs);
    fill(atMs);
  }
  return {endMs, most};
}

interface Moment {
  readonly task: TaskName;
  readonly what: 'startable' | 'started' | 'over';
  readonly atMs: number;
}

/** For each task, the tasks that wait for one of its conditions. */
function dependentsOf(
  needs: ReadonlyMap<TaskName, readonly Need[]>,
): ReadonlyMap<string, readonly TaskName[]> {
  const waiting = new Map<string, TaskName[]>();
  for (const [task, all] of needs) {
    for (const {to, condition} of all) {
      const key = `${condition === 'started' ? 'started' : 'over'} ${to}`;
      const known = waiting.get(key);
      if (known) known.push(task);
      else waiting.set(key, [task]);
    }
  }
  return waiting;
}
