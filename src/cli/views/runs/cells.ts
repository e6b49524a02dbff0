import {homedir} from 'node:os';
import {relative} from 'node:path';
import type {ListedRun, RunState} from '../../../schema/run-list.ts';
import type {Piece} from '../run/screen-row.ts';

/** A row of text in pieces. */
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

/** Cells in columns of these widths, which are indented. */
export function alignedRow(cells: Row, widths: readonly number[], isRight: (column: number) => boolean): Row {
  return cells.map(({text, ...format}, at) => {
    const width = widths[at] ?? 0;
    const padded = isRight(at) ? text.padStart(width) : text.padEnd(width);
    return {text: `  ${at === cells.length - 1 ? padded.trimEnd() : padded}`, ...format};
  });
}

/** Empty if it is not known. */
export function cpuText(percent: number | null): string {
  return percent === null ? '' : `${percent.toFixed(1)} %`;
}

/** `34 MiB`, as Docker shows it; empty if it is not known. */
export function memoryText(bytes: number | null): string {
  if (bytes === null) return '';
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const at = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** at;
  return `${amount >= 100 || at === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[at] ?? ''}`;
}

/** From the working directory, or the home directory if it is shorter. */
export function shortPath(path: string, cwd: string): string {
  const home = homedir();
  const fromHome = path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  // At the root, a relative path would save only a slash, and would look like the path of another folder.
  const fromHere = cwd === '/' ? path : relative(cwd, path);
  return fromHere.length < fromHome.length ? fromHere : fromHome;
}
