import type {ServerResponse} from 'node:http';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {raceAbort} from '../processes/race-abort.ts';
import {startResponse} from './respond.ts';

/** A response of lines of JSON (https://github.com/ndjson/ndjson-spec), each sent within a turn of the event loop. */
export interface LineStream {
  add(value: object): void;
  /** Whether to wait for {@link drained} before the next line: the client reads more slowly, or other requests are due. */
  isFull(): boolean;
  drained(): Promise<void>;
  end(): void;
}

/** Lines are sent together up to this size, and at the latest when there is nothing else to do. */
const PIECE_CHARACTERS = 64 * 1024;

/** @param signal fires when the client has hung up or the server ends */
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

/** Sends all `values` as lines, as fast as the client reads them: the source waits meanwhile. */
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
