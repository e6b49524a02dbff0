import {closeSync, readSync} from 'node:fs';
import {hasCode} from '../vocabulary/caught-error.ts';
import {pauseUntil, type Backpressure} from './backpressure.ts';
import {readPipe} from './guarded-streams.ts';
import type {PipeEnds} from './open-pipes.ts';

/**
 * The read end of a pipe for the output of a child process.
 *
 * Node's `stdio: 'pipe'` is a socket pair. That breaks `echo x > /dev/stderr` in scripts (a socket cannot be opened by its path), and
 * output may still be in flight when the child has ended. A real pipe has neither problem: all output written before the end can be
 * read immediately, so a daemon that keeps the write end open causes no delay.
 */
export interface OutputPipe extends OutputReader {
  /** For the child's stdio. Close it with `closeWriter` after the child has started. */
  readonly writer: number;
  closeWriter(): void;
}

/** Reads the output from a pipe. */
export interface OutputReader {
  /** Reads everything that is in the pipe now, then closes it. Later output of other writers is discarded. */
  drain(): void;
}

/** Reads output from a pipe of the pool. */
export function outputPipe(
  {reader, writer}: PipeEnds,
  onData: (chunk: Uint8Array) => Backpressure,
): OutputPipe {
  return {writer, closeWriter: () => closeSync(writer), ...readOutput(reader, onData)};
}

/** Reads output from the non-blocking read end of a pipe. */
export function readOutput(reader: number, onData: (chunk: Uint8Array) => Backpressure): OutputReader {
  const socket = readPipe(reader);
  socket.on('data', (chunk: Uint8Array) => {
    pauseUntil(socket, onData(chunk));
  });
  return {
    drain() {
      // The stream has ended, and its descriptor may already be reused.
      if (socket.destroyed) return;
      socket.pause();
      // The stream may have read ahead. Each `read` emits that data as `data`.
      while (socket.read() !== null);
      readRest(reader, onData);
      socket.destroy();
    },
  };
}

/**
 * Like {@link readOutput}, for a command that may end soon, such as most `run` tasks. The stream is created only if the command is
 * still running after some milliseconds, and the output waits in the pipe until then. Creating and closing a stream is half of the
 * cost of a short command.
 */
export function readOutputLater(reader: number, onData: (chunk: Uint8Array) => Backpressure): OutputReader {
  let stream: OutputReader | undefined;
  const make = (): void => void (stream = readOutput(reader, onData));
  soon(make);
  return {
    drain() {
      if (stream) {
        stream.drain();
        return;
      }
      if (!due.delete(make)) nextDue.delete(make);
      try {
        readRest(reader, onData);
      } finally {
        closeSync(reader);
      }
    },
  };
}

/** A stream is created after one to two turns. With 8 concurrent commands that do nothing, each takes 8 to 10 ms. */
const TURN_MS = 15;
let due = new Set<() => void>();
let nextDue = new Set<() => void>();
let timer: NodeJS.Timeout | undefined;

/** Calls `act` after one to two turns. All callers share one timer. */
function soon(act: () => void): void {
  nextDue.add(act);
  timer ??= setTimeout(turn, TURN_MS);
}

function turn(): void {
  const acts = due;
  due = nextDue;
  nextDue = new Set();
  timer = due.size > 0 ? setTimeout(turn, TURN_MS) : undefined;
  for (const act of acts) act();
}

/** The number of bytes that Node reads from a pipe at a time. */
const CHUNK_BYTES = 65_536;

/** The maximum capacity of a pipe. The default is 64 KiB, and a process can raise it to this limit of Linux (pipe(7), pipe-max-size). */
const PIPE_BYTES = 1024 * 1024;

/**
 * Reads until the pipe is empty (EAGAIN: the write end is still open) or has ended. Reads at most its capacity, because a daemon may
 * fill the pipe as fast as it is read.
 */
function readRest(reader: number, onData: (chunk: Uint8Array) => unknown): void {
  buffer ??= Buffer.allocUnsafeSlow(CHUNK_BYTES);
  try {
    for (let total = 0; total < PIPE_BYTES;) {
      const size = readSync(reader, buffer);
      if (size === 0) return;
      onData(Buffer.from(buffer.subarray(0, size)));
      total += size;
    }
  } catch (error) {
    if (!hasCode(error, 'EAGAIN')) throw error;
  }
}

/** Shared, because reads are synchronous. */
let buffer: Buffer | undefined;
