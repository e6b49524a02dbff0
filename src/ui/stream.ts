import type {ServerResponse} from 'node:http';
import {raceAbort} from '../processes/race-abort.ts';
import {startResponse} from './respond.ts';
import {nextTurn} from '../processes/next-turn.ts';

/** A response in NDJSON (https://github.com/ndjson/ndjson-spec). Each line is sent within a turn of the event loop. */
export interface LineStream {
  add(value: object): void;
  /** Whether to await {@link drained} before the next line, because the client reads slowly or other requests need a turn. */
  isFull(): boolean;
  drained(): Promise<void>;
  end(): void;
}

/** Lines are sent together once they reach this size, or when the event loop is idle. */
const PIECE_CHARACTERS = 64 * 1024;

/** @param signal aborted when the client hangs up or the server shuts down */
export function openLines(response: ServerResponse, signal: AbortSignal): LineStream {
  let piece = '';
  let isFull = false;
  let idle: NodeJS.Immediate | undefined;
  const flush = (): void => {
    clearImmediate(idle);
    idle = undefined;
    if (piece !== '' && !signal.aborted) response.write(piece);
    piece = '';
  };
  startResponse(response, 200, {'Content-Type': 'application/x-ndjson; charset=utf-8'});
  response.flushHeaders();
  return {
    add(value) {
      piece += `${JSON.stringify(value)}\n`;
      idle ??= setImmediate(flush);
      isFull ||= piece.length >= PIECE_CHARACTERS;
    },
    isFull: () => isFull,
    async drained() {
      flush();
      isFull = false;
      await nextTurn();
      if (!response.writableNeedDrain) return;
      const drain = new Promise<void>(resolve => response.once('drain', resolve));
      await raceAbort(drain, signal).catch(() => undefined);
    },
    end() {
      flush();
      response.end();
    },
  };
}

/** Sends all `values` as lines. Takes them from the source only as fast as the client reads. */
export async function sendAll(
  lines: LineStream,
  values: AsyncIterable<object> | Iterable<object>,
  signal: AbortSignal,
): Promise<void> {
  for await (const value of values) {
    lines.add(value);
    if (lines.isFull()) await lines.drained();
    if (signal.aborted) return;
  }
}
