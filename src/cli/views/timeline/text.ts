import {byStart, tookMs} from '../../../timeline/task-times.ts';
import {scaleOf, ticksOf, type Scale} from '../../../timeline/scale.ts';
import type {TaskTimeline, Timeline} from '../../../timeline/timeline.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {printable} from '../../../vocabulary/printable.ts';
import {wrapLines} from '../../text/wrap-lines.ts';
import {chainText} from '../plan/collapse.ts';
import {count} from '../run/event-text.ts';
import {screenRow, widthOf, type Piece} from '../run/screen-row.ts';
import {barOf} from './bar.ts';
import {PHASE_LOOKS, phasesIn} from './phases.ts';
import {progressText, savingText, slackCell, stepText, tookText, type ProcessState} from './words.ts';

export interface TimelineTextOptions {
  readonly state: ProcessState;
  /** Columns of the terminal; `Infinity` without a terminal. */
  readonly width: number;
  readonly color: boolean;
  readonly unicode: boolean;
  /** Whether to show every task of a long timeline. */
  readonly all: boolean;
}

/** Formats a timeline as text: a row with a bar for each task. */
export async function timelineText(timeline: Timeline, options: TimelineTextOptions): Promise<string> {
  const {color, width} = options;
  const shown = shownTasks(timeline, options);
  const layout = layoutOf(timeline, shown, options);
  const columns = Math.max(width, NARROWEST);
  const rows = [axisRow(layout), ...shown.map(task => taskRow(task, layout))].map(row =>
    screenRow(row, {columns, color}).trimEnd(),
  );
  const legend = await wrapLines([{text: legendText(layout), hang: 2}], width);
  const texts = [
    await wrapLines([{text: headText(timeline, options, color), hang: 2}], width),
    [...rows, legend].join('\n'),
    await wrapLines(
      footLines(timeline, shown).map(text => ({text: options.unicode ? text : toAscii(text), hang: 2})),
      width,
    ),
  ];
  return `${texts.filter(text => text !== '').join('\n\n')}\n`;
}

/** Minimum width; narrower terminals wrap the rows. */
const NARROWEST = 40;
/** The width for pipes and files. */
const WIDE = 100;

function headText(
  {name, runName, run, jobs, tasks, ...rest}: Timeline,
  {state}: TimelineTextOptions,
  color: boolean,
): string {
  const title = screenRow([{text: printable(runName), format: 'bold'}], {columns: Infinity, color});
  return `${title}  ${progressText({name, runName, run, jobs, tasks, ...rest}, state)}  ${printable(run)}`;
}

/** Timelines with at most this many tasks have a row for each task. */
const MANY_TASKS = 40;

/** The shown tasks in start order. If there are many: critical and failed tasks, and the tasks with the least slack. */
function shownTasks({tasks}: Timeline, {all}: TimelineTextOptions): readonly TaskTimeline[] {
  const ordered = byStart(tasks);
  if (all || tasks.length <= MANY_TASKS) return ordered;
  const chosen = new Set(ordered.toSorted((one, other) => rank(one) - rank(other)).slice(0, MANY_TASKS));
  return ordered.filter(task => chosen.has(task));
}

function rank(task: TaskTimeline): number {
  if (task.isCritical || task.outcome === 'failed') return -Infinity;
  return task.slackMs ?? -(tookMs(task) ?? 0);
}

interface Layout {
  readonly timeline: Timeline;
  readonly options: TimelineTextOptions;
  readonly scale: Scale;
  readonly nameWidth: number;
  readonly barWidth: number;
  readonly hasTook: boolean;
}

/** Maximum width of names; longer names are cut. */
const LONGEST_NAME = 24;
const COLUMN = 10;

function layoutOf(timeline: Timeline, shown: readonly TaskTimeline[], options: TimelineTextOptions): Layout {
  const columns = options.width === Infinity ? WIDE : Math.max(options.width, NARROWEST);
  const longest = Math.max(4, ...shown.map(({task}) => widthOf(printable(task))));
  const nameWidth = Math.min(longest, LONGEST_NAME, Math.floor(columns / 4));
  const hasTook = columns >= 60;
  const barWidth = columns - MARK_WIDTH - nameWidth - 2 - (hasTook ? 2 : 1) * COLUMN;
  return {timeline, options, scale: scaleOf(timeline), nameWidth, barWidth, hasTook};
}

const MARK_WIDTH = 2;

function axisRow({scale, nameWidth, barWidth, hasTook}: Layout): readonly Piece[] {
  let labels = '';
  for (const {ms, place} of ticksOf(scale, Math.floor(barWidth / 12))) {
    const label = `|${formatDuration(ms)}`;
    const at = Math.min(Math.round(place * barWidth), barWidth - label.length);
    if (labels === '' || at > labels.length) labels = `${labels.padEnd(at)}${label}`;
  }
  const took = hasTook ? 'TOOK'.padStart(COLUMN) : '';
  const name = 'TASK'.padEnd(nameWidth);
  return [{text: `  ${name}  ${labels.padEnd(barWidth)}${took}${'SLACK'.padStart(COLUMN)}`, format: 'dim'}];
}

function taskRow(
  task: TaskTimeline,
  {timeline, options, scale, nameWidth, barWidth, hasTook}: Layout,
): readonly Piece[] {
  const {endMs} = timeline;
  const {isCritical} = task;
  const bar = barOf(task.phases, {scale, endMs, width: barWidth}).map(({what, cells}): Piece => {
    if (what === undefined) return {text: ' '.repeat(cells)};
    const {characters, color} = PHASE_LOOKS[what];
    return {text: characters[options.unicode ? 0 : 1].repeat(cells), format: color};
  });
  const nameFormat = task.outcome === 'failed' ? 'red' : isCritical ? 'bold' : undefined;
  return [
    {text: isCritical ? '* ' : '  ', format: 'bold'},
    {text: `${fitted(printable(task.task), nameWidth)}  `, ...(nameFormat && {format: nameFormat})},
    ...bar,
    ...(hasTook ? [{text: tookText(task, endMs).padStart(COLUMN)}] : []),
    {text: slackCell(task).padStart(COLUMN), format: isCritical ? 'bold' : 'dim'},
  ];
}

/** Cuts or pads a name to a number of columns. */
function fitted(name: string, columns: number): string {
  const cut = screenRow([{text: name}], {columns, color: false});
  return `${cut}${' '.repeat(Math.max(0, columns - widthOf(cut)))}`;
}

function legendText({timeline, options}: Layout): string {
  const items = phasesIn(timeline).flatMap((what): readonly Piece[] => {
    const {characters, color, text} = PHASE_LOOKS[what];
    return [
      {text: characters[options.unicode ? 0 : 1], format: color},
      {text: ` ${text}  `, format: 'dim'},
    ];
  });
  return screenRow([{text: '  '}, ...items], {columns: Infinity, color: options.color});
}

function footLines({steps, saving, tasks}: Timeline, shown: readonly TaskTimeline[]): readonly string[] {
  const pathMs = (steps.at(-1)?.toMs ?? 0) - (steps[0]?.fromMs ?? 0);
  const hidden = tasks.length - shown.length;
  return [
    ...(hidden > 0
      ? [`${count(hidden, 'more task')}, none of them on the critical path; \`--all\` shows them`]
      : []),
    ...(steps.length > 0
      ? [
          `* critical path, ${formatDuration(pathMs)}: ${chainText(steps.map(stepText), steps.length > MANY_STEPS)}`,
        ]
      : []),
    ...(saving ? [savingText(saving)] : []),
  ];
}

/** Paths with at most this many steps are shown in full. */
const MANY_STEPS = 12;

function toAscii(text: string): string {
  return text.replaceAll('→', '->').replaceAll('−', '-').replaceAll('…', '...');
}
