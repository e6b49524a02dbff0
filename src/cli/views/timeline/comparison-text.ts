import {
  changeMs,
  isChange,
  type Comparison,
  type TaskComparison,
  type Times,
} from '../../../timeline/compare.ts';
import type {Timeline} from '../../../timeline/timeline.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {wrapLines} from '../../text/wrap-lines.ts';
import {chainText, listed} from '../plan/collapse.ts';
import {count} from '../run/event-text.ts';
import {screenRow, widthOf, type Piece} from '../run/screen-row.ts';

export interface ComparisonTextOptions {
  readonly width: number;
  readonly color: boolean;
  readonly unicode: boolean;
  /** Whether to list tasks that took about as long as before. */
  readonly all: boolean;
}

/** Two runs and the comparison of their times. */
export interface Compared {
  readonly now: Timeline;
  readonly before: Timeline;
  readonly comparison: Comparison;
}

/** Formats a comparison as text: tasks whose times have changed, and tasks that only one of the runs has. */
export async function comparisonText(compared: Compared, options: ComparisonTextOptions): Promise<string> {
  const {comparison} = compared;
  const {width, color} = options;
  const shown = comparison.tasks.filter(({isChanged}) => options.all || isChanged);
  const same = comparison.tasks.length - shown.length;
  const lines = [
    headText(compared),
    ...(comparison.added.length > 0 ? [`only in this run: ${names(comparison.added)}`] : []),
    ...(comparison.removed.length > 0 ? [`only in the other run: ${names(comparison.removed)}`] : []),
    ...pathLines(compared),
    ...(same > 0 ? [`${count(same, 'task')} took about as long as before`] : []),
  ].map(text => ({text: options.unicode ? text : text.replaceAll('→', '->'), hang: 2}));
  const [head = {text: '', hang: 0}, ...foot] = lines;
  const columns = Math.max(width, NARROWEST);
  const rows = tableRows(shown, columns, options).map(row => screenRow(row, {columns, color}).trimEnd());
  const sections = [await wrapLines([head], width), rows.join('\n'), await wrapLines(foot, width)];
  return `${sections.filter(text => text !== '').join('\n\n')}\n`;
}

const NARROWEST = 40;
const LONGEST_NAME = 24;
const COLUMN = 10;

function headText({now, before, comparison: {ready}}: Compared): string {
  const other = `${printable(before.runName)} ${before.run}`;
  if (ready.nowMs === undefined || ready.beforeMs === undefined) {
    const notReady = ready.nowMs === undefined ? now : before;
    return `${printable(now.runName)}  compared with ${other}: run ${notReady.run} was never ready`;
  }
  const how = isChange(ready) ? changeText(ready) : 'about as fast';
  return `${printable(now.runName)}  ready in ${formatDuration(ready.nowMs)}, ${how} (${formatDuration(ready.beforeMs)} in ${other})`;
}

/** `200 ms slower`. */
function changeText(times: Times): string {
  const change = changeMs(times);
  return `${formatDuration(Math.abs(change))} ${change > 0 ? 'slower' : 'faster'}`;
}

function names(all: readonly string[]): string {
  return listed(all.map(printable), true);
}

function pathLines({now, before}: Compared): readonly string[] {
  const [path, other] = [now, before].map(({criticalPath}) => chainText(criticalPath.map(printable), true));
  if (path === other) return [`same critical path: ${path}`];
  return [`critical path: ${path}`, `of the other run: ${other}`];
}

function tableRows(
  tasks: readonly TaskComparison[],
  columns: number,
  {unicode}: ComparisonTextOptions,
): readonly (readonly Piece[])[] {
  if (tasks.length === 0) return [];
  const longest = Math.max(4, ...tasks.map(({task}) => widthOf(printable(task))));
  const width = Math.min(longest, LONGEST_NAME, columns - 3 * COLUMN);
  const heading = ['BEFORE', 'NOW', 'CHANGE'].map(text => text.padStart(COLUMN)).join('');
  return [
    [{text: `${'TASK'.padEnd(width)}${heading}`, format: 'dim'}],
    ...tasks.map((task): readonly Piece[] => {
      const name = screenRow([{text: printable(task.task)}], {columns: width, color: false});
      const change = changeMs(task);
      return [
        {text: `${name}${' '.repeat(Math.max(0, width - widthOf(name)))}`},
        {text: timeText(task.beforeMs).padStart(COLUMN)},
        {text: timeText(task.nowMs).padStart(COLUMN)},
        {
          text: signed(task, unicode).padStart(COLUMN),
          ...(task.isChanged && change !== 0 && {format: change > 0 ? ('red' as const) : ('green' as const)}),
        },
      ];
    }),
  ];
}

function timeText(ms: number | undefined): string {
  return ms === undefined ? '-' : formatDuration(ms);
}

function signed(task: TaskComparison, unicode: boolean): string {
  if (task.beforeMs === undefined || task.nowMs === undefined) return '';
  const change = changeMs(task);
  const sign = change > 0 ? '+' : unicode ? '−' : '-';
  return `${sign}${formatDuration(Math.abs(change))}`;
}
