import {writePipe} from '../../processes/guarded-streams.ts';
import type {RunEvent} from '../../vocabulary/event.ts';
import {MESSAGES, type Message} from './message.ts';

/** Sends messages to the call that started this process, as long as the call reads them. Never blocks or throws. */
export interface MessageWriter {
  send(message: Message): void;
  /** Settles when everything has been read, or the reader is gone. */
  close(): Promise<void>;
}

/** Limit of pending data. Beyond it, output is dropped, since a slow or stopped (Ctrl-Z) reader must not fill the run's memory. */
const MAX_PENDING_BYTES = 1024 * 1024;

/** With more pending data than this, the reader counts as gone. */
const LOST_BYTES = 64 * MAX_PENDING_BYTES;

/** Time limit for the reader to read the rest after the end of the run. */
const LAST_READ_MS = 10_000;

export function openMessageWriter(descriptor: number = MESSAGES): MessageWriter {
  const pipe = writePipe(descriptor);
  // The pipe must not keep the process alive.
  pipe.unref();
  let dropped = 0;
  const write = (message: Message): void => void pipe.write(`${JSON.stringify(message)}\n`);
  const sendEvent = (event: RunEvent): void => {
    const isFull = pipe.writableLength > MAX_PENDING_BYTES;
    if (isFull && event.type === 'task-output') dropped++;
    if (isFull && isOptional(event)) return;
    if (dropped > 0 && !isFull) {
      write({type: 'event', event: {type: 'output-dropped', at: event.at, lines: dropped}});
      dropped = 0;
    }
    write({type: 'event', event});
  };
  return {
    send(message) {
      if (pipe.destroyed) return;
      if (message.type === 'event') sendEvent(message.event);
      else write(message);
      if (pipe.writableLength > LOST_BYTES) pipe.destroy();
    },
    async close() {
      if (pipe.destroyed) return;
      const closed = new Promise<void>(resolve => pipe.once('close', () => resolve()));
      const patience = setTimeout(() => pipe.destroy(), LAST_READ_MS);
      pipe.ref();
      pipe.end(() => pipe.destroy());
      await closed;
      clearTimeout(patience);
    },
  };
}

/** Whether an event may be dropped: the log has all output, and the next probe attempt replaces the last one. */
function isOptional({type}: RunEvent): boolean {
  return type === 'task-output' || type === 'probe-attempted';
}
