import type {Socket} from 'node:net';
import {LineTooLong, messageLines} from './message-lines.ts';

/** Requests received from a client, as lines. */
export interface Inbox {
  /** Passes on lines while `mayTake` allows it, then reads more input or ends the connection. */
  work(): void;
}

export interface InboxOptions {
  readonly maxLineBytes: number;
  /** Whether another request may be accepted. */
  mayTake(): boolean;
  take(line: string): void;
  onTooLong(): void;
  /** Whether all accepted requests have been answered. */
  isIdle(): boolean;
}

/** Reads requests from a socket, at most one chunk of input (64 KiB) per turn of the event loop. */
export function openInbox(
  socket: Socket,
  {maxLineBytes, mayTake, take, onTooLong, isIdle}: InboxOptions,
): Inbox {
  const lines = messageLines(maxLineBytes);
  const waiting: string[] = [];
  const work = (): void => {
    while (mayTake()) {
      const line = waiting.shift();
      if (line === undefined) {
        if (socket.readableEnded && isIdle()) socket.end();
        else socket.resume();
        return;
      }
      take(line);
    }
  };
  socket.on('data', (chunk: Buffer) => {
    socket.pause();
    try {
      waiting.push(...lines.push(chunk));
    } catch (error) {
      if (!(error instanceof LineTooLong)) throw error;
      return onTooLong();
    }
    setImmediate(work);
  });
  socket.on('drain', work);
  socket.on('end', work);
  socket.on('close', () => void (waiting.length = 0));
  return {work};
}
