import type {LoggedEvent} from '../../../history/event-log.ts';
import {lastOfEach} from '../../../history/tail.ts';

/** Buffers past events; of the output, only the last lines of each task. */
export interface Past {
  /** Buffers an event, or shows it after `end`. */
  take(event: LoggedEvent): void;
  /** Shows the buffered events in order. Later events are shown immediately. */
  end(): void;
  isOver(): boolean;
}

/** Enough to see what a task is doing; `bottle logs` has the rest. */
const LINES = 10;

interface Ordered {
  readonly order: number;
  readonly event: LoggedEvent;
}

export function createPast(show: (event: LoggedEvent) => void): Past {
  let happened: Ordered[] = [];
  const output = lastOfEach<Ordered>(LINES);
  let order = 0;
  let isOver = false;
  return {
    take(event) {
      if (isOver) show(event);
      else if (event.type === 'task-output') output.add(event.task, {order: order++, event});
      else happened.push({order: order++, event});
    },
    end() {
      if (isOver) return;
      isOver = true;
      const kept = [...happened, ...output.lines()].sort((one, other) => one.order - other.order);
      for (const {event} of kept) show(event);
      happened = [];
    },
    isOver: () => isOver,
  };
}
