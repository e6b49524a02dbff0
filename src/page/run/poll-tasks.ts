import type {Signal} from '@preact/signals';
import type {ListedRun, ListedTask} from '../../schema/run-list.ts';
import {get} from '../api/request.ts';

/** Inputs of {@link pollTasks}, which stores its results in `observed`. */
interface Polled {
  readonly id: string;
  readonly observed: Signal<ReadonlyMap<string, ListedTask>>;
  readonly isOver: () => boolean;
}

const PAUSE_MS = 2_000;

/**
 * Requests the processes, CPU and memory of a run's tasks every two seconds, since no event reports them. Pauses while the page is
 * hidden, and stops when the run is over.
 */
export function pollTasks({id, observed, isOver}: Polled, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const poll = async (): Promise<void> => {
    const wasOver = isOver();
    if (!document.hidden) {
      const run = await get<ListedRun>(`runs/${encodeURIComponent(id)}`, signal).catch(() => undefined);
      if (run) observed.value = new Map(run.tasks.map(task => [task.task, task]));
    }
    if (!wasOver && !signal.aborted) timer = setTimeout(() => void poll(), PAUSE_MS);
  };
  signal.addEventListener('abort', () => clearTimeout(timer));
  void poll();
}
