import type {ListedRun} from '../../../schema/run-list.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {formatSeconds} from '../../text/format-seconds.ts';
import {alignedRow, cpuText, memoryText, RUN_COLORS, shortPath, stateText, type Row} from './cells.ts';
import type {CopiedRuns} from './group-runs.ts';

/** Copies of a launch with a row for each. Column widths are independent of other tables. */
export function copiesTable({base, file, copies}: CopiedRuns, cwd: string): readonly Row[] {
  const rows = copies.map(copyCells);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map(row => row[column]?.text.length ?? 0)),
  );
  return [
    [
      {text: printable(base), format: 'bold'},
      {text: `  ${copies.length} copies  ${printable(shortPath(file, cwd))}`},
      {
        text: `  (\`bottle ps ${printable(copies[0]?.name ?? '')}\` lists the tasks of one copy)`,
        format: 'dim',
      },
    ],
    ...[HEADINGS.map(text => ({text, format: 'dim'}) as const), ...rows].map(row =>
      alignedRow(row, widths, isRight),
    ),
  ];
}

const HEADINGS = ['COPY', 'STATE', 'TASKS', 'AGE', 'URL OR ADDRESS', 'PID', 'CPU', 'MEMORY'];

function isRight(column: number): boolean {
  return ['TASKS', 'PID', 'CPU', 'MEMORY'].includes(HEADINGS[column] ?? '');
}

function copyCells(run: ListedRun): Row {
  const {name, state, up, tasks, ageMs, pid} = run;
  const urls = tasks.flatMap(task => (task.urls.length > 0 ? task.urls : []));
  const addresses = tasks.flatMap(({address}) => address ?? []);
  return [
    {text: printable(name)},
    {text: stateText(run), format: RUN_COLORS[state]},
    {text: `${up}/${tasks.length}`},
    {text: ageMs === null ? '' : formatSeconds(ageMs)},
    {text: printable((urls.length > 0 ? urls : addresses).slice(0, 2).join(' '))},
    {text: pid === null ? '' : String(pid)},
    {text: cpuText(sumOf(tasks.map(task => task.cpuPercent)))},
    {text: memoryText(sumOf(tasks.map(task => task.memoryBytes)))},
  ];
}

/** The sum of the known numbers; `null` if all are unknown. */
function sumOf(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter(number => number !== null);
  return known.length === 0 ? null : known.reduce((sum, number) => sum + number, 0);
}
