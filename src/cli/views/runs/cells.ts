import {homedir} from 'node:os';
import {relative} from 'node:path';
import type {ListedRun, RunState} from '../../../schema/run-list.ts';
import type {Piece} from '../run/screen-row.ts';

/** A row of text, as pieces. */
export type Row = readonly Piece[];

/** `starting 3/7`, `ready, 1 stopped`. */
export function stateText({state, up, stopped, tasks}: ListedRun): string {
  if (state === 'starting') return `starting ${up}/${tasks.length - stopped}`;
  return state === 'ready' && stopped > 0 ? `ready, ${stopped} stopped` : state;
}

export const RUN_COLORS: Readonly<Record<RunState, Piece['format'] & string>> = {
  starting: 'cyan',
  ready: 'green',
  stopping: 'yellow',
  failed: 'red',
  dead: 'red',
  ended: 'dim',
};

/** Aligns cells in indented columns of these widths. */
export function alignedRow(cells: Row, widths: readonly number[], isRight: (column: number) => boolean): Row {
  return cells.map(({text, ...format}, at) => {
    const width = widths[at] ?? 0;
    const padded = isRight(at) ? text.padStart(width) : text.padEnd(width);
    return {text: `  ${at === cells.length - 1 ? padded.trimEnd() : padded}`, ...format};
  });
}

/** Formats CPU usage; empty if unknown. */
export function cpuText(percent: number | null): string {
  return percent === null ? '' : `${percent.toFixed(1)} %`;
}

/** Formats memory like Docker: `34 MiB`; empty if unknown. */
export function memoryText(bytes: number | null): string {
  if (bytes === null) return '';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const at = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** at;
  return `${amount >= 100 || at === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[at] ?? ''}`;
}

/** A path relative to the working directory, or to the home directory if that is shorter. */
export function shortPath(path: string, cwd: string): string {
  const home = homedir();
  const fromHome = path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  // In the root directory, a relative path would look like a path of another folder, and save only a slash.
  const fromHere = cwd === '/' ? path : relative(cwd, path);
  return fromHere.length < fromHome.length ? fromHere : fromHome;
}
