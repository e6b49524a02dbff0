import {closeSync, readSync} from 'node:fs';
import {hasCode} from '../vocabulary/caught-error.ts';
import {pauseUntil, type Backpressure} from './backpressure.ts';
import {readPipe} from './guarded-streams.ts';
import type {PipeEnds} from './open-pipes.ts';
import type {PipePool} from './pipe-pool.ts';

/**
 * The reading end of a pipe that a child process writes its output to.
 *
 * Node's own `stdio: 'pipe'` is a socket pair, which breaks `echo x > /dev/stderr` in scripts (a socket cannot be opened by
 * its path) and does not define how much of the output is still in flight when the child has ended. A named pipe, unlinked
 * as soon as both ends are open, has neither fault: output written before the end can be read to the last byte, and a daemon
 * that keeps the writing end open delays nothing.
 */
export interface OutputPipe extends OutputReader {
  /** For the child's stdio; close it with `closeWriter` once the child has it. */
  readonly writer: number;
  closeWriter(): void;
}

/** The reader of a pipe for output. */
export interface OutputReader {
  /** Reads what is there now, to the last byte, and closes the pipe; what others write on meanwhile is left. */
  drain(): void;
}

/** Opens `count` pipes; `onData` gets the index of the pipe with each chunk. */
export async function openOutputPipes(
  stock: PipePool,
  count: number,
  onData: (index: number, chunk: Uint8Array) => Backpressure,
): Promise<OutputPipe[]> {
  const pipes = await stock.take(count);
  return pipes.map((ends, index) => outputPipe(ends, chunk => onData(index, chunk)));
}

function outputPipe({reader, writer}: PipeEnds, onData: (chunk: Uint8Array) => Backpressure): OutputPipe {
  return {writer, closeWriter: () => closeSync(writer), ...readOutput(reader, onData)};
}

/** Reads the output that comes through a pipe, from its reading end, which does not block. */
export function readOutput(reader: number, onData: (chunk: Uint8Array) => Backpressure): OutputReader {
  const socket = readPipe(reader);
  socket.on('data', (chunk: Uint8Array) => {
    pauseUntil(socket, onData(chunk));
  });
  return {
    drain() {
      // It ended by itself, and its descriptor may already be reused.
      if (socket.destroyed) return;
      socket.pause();
      // The data that it has read ahead; each `read` emits it as `data`.
      while (socket.read() !== null);
      readRest(reader, onData);
      socket.destroy();
    },
  };
}

/**
 * The same for a command that may be over soon, as most are that run to their end: the stream is made only if it is not within some
 * milliseconds. Until then its output waits in the pipe; what makes and closes a stream is half of what such a command costs bottle.
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

/** After one to two of these. With 8 commands side by side each takes 8 to 10 ms, if they do nothing. */
const TURN_MS = 15;
let due = new Set<() => void>();
let nextDue = new Set<() => void>();
let timer: NodeJS.Timeout | undefined;

/** With one timer for all. */
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

/** How much Node reads from a pipe at a time. */
const CHUNK_BYTES = 65_536;

/** The maximum contents of a pipe: 64 KiB, unless it was raised up to the limit of Linux (pipe(7), pipe-max-size). */
const PIPE_BYTES = 1024 * 1024;

/**
 * Reads until the pipe is empty (EAGAIN: the writing end is still open) or ended; at most its capacity, because a daemon may
 * fill it as fast as it is read.
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

/** One for all, since nothing else happens while it is in use. */
let buffer: Buffer | undefined;
