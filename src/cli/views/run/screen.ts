import {stripVTControlCharacters} from 'node:util';
import {widthOf} from './screen-row.ts';
import type {Sink} from '../../sink.ts';

/** The last rows of a terminal, which are drawn again and again; lines above them scroll away. */
export interface Screen {
  /** Prints lines, each ending up in the terminal's history, and puts `rows` under them. The rows fit in `columns`. */
  draw(lines: readonly string[], rows: readonly string[], columns: number): void;
}

/** Starts with nothing drawn; the cursor is at the start of a row, and under the drawn rows between two calls. */
export function createScreen(sink: Pick<Sink, 'write'>): Screen {
  let drawn: readonly string[] = [];
  let drawnColumns = 0;
  return {
    draw(lines, rows, columns) {
      const isSame = rows.length === drawn.length && rows.every((row, at) => row === drawn[at]);
      if (lines.length === 0 && isSame && columns === drawnColumns) return;
      const up = columns === drawnColumns ? drawn.length : rowsAfterResize(drawn, columns);
      const canPatch = lines.length === 0 && rows.length === drawn.length && columns === drawnColumns;
      const start = up > 0 ? `\r${CSI}${up}A` : '\r';
      const body = canPatch
        ? rows.map((row, at) => (row === drawn[at] ? NEXT_ROW : `${row}${CLEAR_REST}${NEXT_ROW}`)).join('')
        : `${CLEAR_BELOW}${[...lines, ...rows].map(line => `${line}${NEXT_ROW}`).join('')}`;
      sink.write(`${start}${body}`);
      drawn = rows;
      drawnColumns = columns;
    },
  };
}

const CSI = '\u001b[';
const CLEAR_REST = `${CSI}K`;
const CLEAR_BELOW = `${CSI}J`;
/** With the carriage return, since a program may have left the terminal in raw mode. */
const NEXT_ROW = '\r\n';

/** Most terminals wrap what they show when they become narrower. */
function rowsAfterResize(rows: readonly string[], columns: number): number {
  return rows.reduce((sum, row) => {
    const width = widthOf(stripVTControlCharacters(row));
    return sum + Math.max(1, Math.ceil(width / columns));
  }, 0);
}
