import type {RunEvent} from '../../../vocabulary/event.ts';

/** Events that wait to be printed above the live rows. Only so much output waits: nothing waits for a terminal. */
export interface ScrolledLines {
  add(event: RunEvent): void;
  /** Counts a line of output that is not to be printed. */
  drop(): void;
  readonly length: number;
  /** Removes all of them; of output that was dropped, an event says how many lines there were. */
  take(): readonly RunEvent[];
}

/** How much output waits at most, in characters; half of it is dropped then. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** Starts empty. The oldest lines of output are dropped first; what bottle itself reports is kept. */
export function scrolledLines(most = MOST_CHARACTERS): ScrolledLines {
  let events: RunEvent[] = [];
  let size = 0;
  let dropped = 0;

  const dropOldest = (): void => {
    events = events.filter(event => {
      if (event.type !== 'task-output' || size <= most / 2) return true;
      size -= sizeOf(event);
      dropped++;
      return false;
    });
  };

  return {
    add(event) {
      events.push(event);
      size += sizeOf(event);
      if (size > most) dropOldest();
    },
    drop() {
      dropped++;
    },
    get length() {
      return events.length;
    },
    take() {
      const [first] = events;
      if (!first) return [];
      const taken: RunEvent[] =
        dropped > 0 ? [{type: 'output-dropped', at: first.at, lines: dropped}, ...events] : events;
      events = [];
      size = 0;
      dropped = 0;
      return taken;
    },
  };
}

/** An event itself takes about as much as a short line. */
function sizeOf(event: RunEvent): number {
  return 64 + (event.type === 'task-output' ? event.line.length : 0);
}
