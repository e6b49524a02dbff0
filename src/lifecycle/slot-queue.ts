import {createHeap} from '../graph/heap.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {TaskGraph} from './task-graph.ts';

/** The tasks that start as soon as a slot is free: the longest chain of dependents first, then file order. */
export interface SlotQueue {
  /** Adds a task unless it is in the queue. */
  add(task: TaskName): void;
  /** Removes the task that gets the next slot. */
  take(): TaskName | undefined;
}

export function createSlotQueue({
  priorityOf,
  positionOf,
}: Pick<TaskGraph, 'priorityOf' | 'positionOf'>): SlotQueue {
  const queued = new Set<TaskName>();
  const heap = createHeap<TaskName>((one, other) => {
    const more = priorityOf(one) - priorityOf(other);
    return more === 0 ? positionOf(one) < positionOf(other) : more > 0;
  });
  return {
    add(task) {
      if (queued.has(task)) return;
      queued.add(task);
      heap.add(task);
    },
    take() {
      const task = heap.take();
      if (task !== undefined) queued.delete(task);
      return task;
    },
  };
}
