import {homedir} from 'node:os';
import {relative} from 'node:path';
import type {ListedRun, ListedTask, ListedTaskState, RunState} from '../../../schema/run-list.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {formatSeconds} from '../../text/format-seconds.ts';
import type {Piece} from '../run/screen-row.ts';

/** A row of text in pieces. */
export type Row = readonly Piece[];

/** The runs, each with a row for each of its tasks; columns are aligned across all runs. */
export function runTable(runs: readonly ListedRun[], {cwd}: {readonly cwd: string}): readonly Row[] {
  const cells = runs.map(({tasks}) => tasks.map(taskCells));
  const all = [HEADINGS, ...cells.flat().map(row => row.map(({text}) => text))];
  const widths = HEADINGS.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)));
  const heading = aligned(
    HEADINGS.map(text => ({text, format: 'dim'})),
    widths,
  );
  return runs.flatMap((run, at) => [
    ...(at > 0 ? [[]] : []),
    runRow(run, cwd),
    ...(run.tasks.length > 0 ? [heading] : []),
    ...(cells[at] ?? []).map(row => aligned(row, widths)),
  ]);
}

const HEADINGS = ['TASK', 'STATE', 'URL OR ADDRESS', 'PID OR NAME', 'RESTARTS', 'CPU', 'MEMORY'];

function runRow(run: ListedRun, cwd: string): Row {
  const {name, state, ageMs, detached, pid, file, unknown} = run;
  const facts = [
    ...(ageMs === null ? [] : [formatSeconds(ageMs)]),
    ...(detached === null ? [] : [detached ? 'detached' : 'attached']),
    ...(pid === null ? [] : [`pid ${pid}`]),
    ...(run.run === name ? [] : [run.run]),
    ...(file === null ? [] : [shortPath(file, cwd)]),
    ...(unknown.length > 0 ? [`made by a newer bottle: ${unknown.join(', ')}`] : []),
  ];
  return [
    {text: printable(name), format: 'bold'},
    {text: '  '},
    {text: stateText(run), format: RUN_COLORS[state]},
    {text: `  ${printable(facts.join('  '))}`},
  ];
}

/** `starting 3/7`, `ready, 1 stopped`. */
export function stateText({state, up, stopped, tasks}: ListedRun): string {
  if (state === 'starting') return `starting ${up}/${tasks.length - stopped}`;
  return state === 'ready' && stopped > 0 ? `ready, ${stopped} stopped` : state;
}

const RUN_COLORS: Readonly<Record<RunState, Piece['format'] & string>> = {
  starting: 'cyan',
  ready: 'green',
  stopping: 'yellow',
  failed: 'red',
  dead: 'red',
  ended: 'dim',
};

const TASK_COLORS: Partial<Readonly<Record<ListedTaskState, Piece['format'] & string>>> = {
  starting: 'cyan',
  running: 'cyan',
  probing: 'cyan',
  restarting: 'cyan',
  ready: 'green',
  stopping: 'yellow',
  stopped: 'yellow',
  orphaned: 'yellow',
  unknown: 'yellow',
  failed: 'red',
  gone: 'red',
};

function taskCells(task: ListedTask): Row {
  const {state, urls, address, pid, container, machine, restarts, cpuPercent, memoryBytes} = task;
  const name = container ?? machine ?? (pid === null ? '' : String(pid));
  return [
    {text: task.task},
    {text: state, format: TASK_COLORS[state] ?? 'dim'},
    {text: printable(urls.length > 0 ? urls.join(' ') : (address ?? ''))},
    {text: printable(name)},
    {text: restarts > 0 ? String(restarts) : ''},
    {text: cpuPercent === null ? '' : `${cpuPercent.toFixed(1)} %`},
    {text: memoryBytes === null ? '' : memoryText(memoryBytes)},
  ];
}

/** Columns of numbers, aligned to the right. */
const RIGHT = ['RESTARTS', 'CPU', 'MEMORY'];

function aligned(cells: Row, widths: readonly number[]): Row {
  return cells.map(({text, ...format}, at) => {
    const width = widths[at] ?? 0;
    const padded = RIGHT.includes(HEADINGS[at] ?? '') ? text.padStart(width) : text.padEnd(width);
    return {text: `  ${at === cells.length - 1 ? padded.trimEnd() : padded}`, ...format};
  });
}

/** `34 MiB`, as Docker shows it. */
function memoryText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const at = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** at;
  return `${amount >= 100 || at === 0 ? Math.round(amount) : amount.toFixed(1)} ${units[at] ?? ''}`;
}

/** From the working directory, or the home directory if it is shorter. */
function shortPath(path: string, cwd: string): string {
  const home = homedir();
  const fromHome = path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
  // From the root, a relative path is shorter only by its slash, and looks like one from somewhere else.
  const fromHere = cwd === '/' ? path : relative(cwd, path);
  return fromHere.length < fromHome.length ? fromHere : fromHome;
}
