import type {ListedRun, ListedTask, ListedTaskState} from '../../../schema/run-list.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {formatSeconds} from '../../text/format-seconds.ts';
import type {Piece} from '../run/screen-row.ts';
import {alignedRow, cpuText, memoryText, RUN_COLORS, shortPath, stateText, type Row} from './cells.ts';
import {copiesTable} from './copies-table.ts';
import {groupRuns} from './group-runs.ts';

/**
 * A table of runs with a row for each task; columns are aligned across runs. Many copies of a launch have only one row each, unless
 * they are named.
 */
export function runTable(
  runs: readonly ListedRun[],
  {cwd, areNamed = false}: {readonly cwd: string; readonly areNamed?: boolean},
): readonly Row[] {
  const groups = areNamed ? runs : groupRuns(runs);
  const alone = groups.filter(group => 'tasks' in group);
  const all = [
    HEADINGS,
    ...alone.flatMap(({tasks}) => tasks.map(task => taskCells(task).map(({text}) => text))),
  ];
  const widths = HEADINGS.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)));
  return groups.flatMap((group, at) => [
    ...(at > 0 ? [[]] : []),
    ...('copies' in group ? copiesTable(group, cwd) : rowsOf(group, widths, cwd)),
  ]);
}

function rowsOf(run: ListedRun, widths: readonly number[], cwd: string): readonly Row[] {
  const heading = HEADINGS.map(text => ({text, format: 'dim'}) as const);
  const rows = run.tasks.length > 0 ? [heading, ...run.tasks.map(taskCells)] : [];
  return [runRow(run, cwd), ...rows.map(row => alignedRow(row, widths, isRight))];
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
    ...(unknown.length > 0 ? [`created by a newer bottle: ${unknown.join(', ')}`] : []),
  ];
  return [
    {text: printable(name), format: 'bold'},
    {text: '  '},
    {text: stateText(run), format: RUN_COLORS[state]},
    {text: `  ${printable(facts.join('  '))}`},
  ];
}

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
    {text: cpuText(cpuPercent)},
    {text: memoryText(memoryBytes)},
  ];
}

/** Right-aligned columns of numbers. */
const RIGHT = ['RESTARTS', 'CPU', 'MEMORY'];

function isRight(column: number): boolean {
  return RIGHT.includes(HEADINGS[column] ?? '');
}
