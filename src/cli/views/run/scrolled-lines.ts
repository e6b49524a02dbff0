import type {RunEvent} from '../../../vocabulary/event.ts';

/** Events to be printed above the live rows. The amount of output is limited, since tasks never wait for a terminal. */
export interface ScrolledLines {
  add(event: RunEvent): void;
  /** Counts a line of output that will not be printed. */
  drop(): void;
  readonly length: number;
  /** Removes and returns all events. If output was dropped, the first event contains the number of lines. */
  take(): readonly RunEvent[];
}

/** Maximum amount of waiting output, in characters. Beyond it, half of the output is dropped. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** Starts empty. The oldest lines of output are dropped first; bottle's own messages are kept. */
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

/** The approximate size of an event. The event itself takes about as much memory as a short line. */
function sizeOf(event: RunEvent): number {
  return 64 + (event.type === 'task-output' ? event.line.length : 0);
}
