import type {RunEvent} from '../../../vocabulary/event.ts';
import type {Sink} from '../../sink.ts';

/** Writes events as lines, for a reader that may be slow or gone. */
export interface LineWriter {
  write(event: RunEvent): void;
  /** See View.backpressure. */
  backpressure(): Promise<void> | undefined;
  /** Settles when everything has been read, or when the run is stopping. */
  flush(): Promise<void>;
}

/** If more output than this is pending, tasks wait for the reader. */
const PENDING_BYTES = 1024 * 1024;

/**
 * Until the run stops, tasks wait for a slow reader. Then nothing waits: excess task output is dropped and counted. bottle's own messages
 * are dropped only if nothing can be written.
 *
 * @param line formats an event; `undefined` if the event is not printed
 */
export function lineWriter(sink: Sink, line: (event: RunEvent) => string | undefined): LineWriter {
  let dropped = 0;
  let isStopping = false;
  let stop: () => void;
  const stopped = new Promise<void>(resolve => (stop = resolve));
  const print = (event: RunEvent): boolean => {
    const text = line(event);
    return text === undefined || sink.write(`${text}\n`);
  };
  return {
    write(event) {
      if (isEnd(event)) {
        isStopping = true;
        stop();
      }
      const isFull = isStopping && sink.pending() >= PENDING_BYTES;
      if (isFull && event.type === 'task-output') {
        dropped++;
        return;
      }
      if (dropped > 0 && (!isFull || event.type === 'run-ended')) {
        if (!print({type: 'output-dropped', at: event.at, lines: dropped})) {
          dropped++;
          return;
        }
        dropped = 0;
      }
      if (!print(event)) dropped++;
    },
    backpressure: () =>
      isStopping || sink.pending() < PENDING_BYTES
        ? undefined
        : Promise.race([stopped, sink.pendingBelow(PENDING_BYTES / 2)]),
    flush: async () => await Promise.race([stopped, sink.pendingBelow(1)]),
  };
}

function isEnd({type}: RunEvent): boolean {
  return type === 'run-interrupted' || type === 'teardown-started';
}
