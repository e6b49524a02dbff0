import {stripVTControlCharacters} from 'node:util';
import {widthOf} from './screen-row.ts';
import type {Sink} from '../../sink.ts';

/** The last rows of a terminal, which are redrawn in place; lines above them scroll away. */
export interface Screen {
  /** Prints lines, which scroll into the terminal's history, and draws `rows` below them. The rows must fit in `columns`. */
  draw(lines: readonly string[], rows: readonly string[], columns: number): void;
}

/** Starts without drawn rows. The cursor must be at the start of a row; between calls it is below the drawn rows. */
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
/** Includes a carriage return, since a program may have left the terminal in raw mode. */
const NEXT_ROW = '\r\n';

/** The number of rows after a resize, since most terminals wrap their content when they become narrower. */
function rowsAfterResize(rows: readonly string[], columns: number): number {
  return rows.reduce((sum, row) => {
    const width = widthOf(stripVTControlCharacters(row));
    return sum + Math.max(1, Math.ceil(width / columns));
  }, 0);
}
