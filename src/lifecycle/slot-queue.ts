import {createHeap} from '../graph/heap.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {TaskGraph} from './task-graph.ts';

/** The tasks waiting for a free slot, ordered by the longest chain of dependents, then by file order. */
export interface SlotQueue {
  /** Adds a task unless it is already in the queue. */
  add(task: TaskName): void;
  /** Removes and returns the task that gets the next slot. */
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
