import {scaleOf, ticksOf, type Scale} from '../../../timeline/scale.ts';
import {byStart, lengthMs} from '../../../timeline/task-times.ts';
import type {Phase, TaskTimeline, Timeline} from '../../../timeline/timeline.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {chainText} from '../plan/collapse.ts';
import {screenRow} from '../run/screen-row.ts';
import {escaped} from '../plan/graph/markup.ts';
import {number, PHASE_HEIGHTS, phaseCss, themeCss} from './markup.ts';
import {PHASE_LOOKS, PHASE_NAMES, phasesIn} from './phases.ts';
import {progressText, savingText, slackCell, stepText, tookText, type ProcessState} from './words.ts';

/** Pixels. */
const WIDTH = 960;
const PADDING = 20;
const NAME_WIDTH = 170;
const COLUMN = 76;
const ROW = 22;
const BAR = {left: PADDING + NAME_WIDTH, width: WIDTH - 2 * PADDING - NAME_WIDTH - 2 * COLUMN};

/** A timeline as a self-contained picture with a row for each task, in start order. */
export function timelineSvg(timeline: Timeline, state: ProcessState): string {
  const rows = byStart(timeline.tasks);
  const scale = scaleOf(timeline);
  const top = PADDING + 62;
  const bottom = top + rows.length * ROW;
  const foot = footLines(timeline);
  const height = bottom + 34 + foot.length * 18 + PADDING - 8;
  const title = `${timeline.runName}: ${progressText(timeline, state)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="timeline-title">`,
    `<title id="timeline-title">${escaped(title)}</title>`,
    `<style>${themeCss('svg')}${CSS}</style>`,
    `<rect class="back" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>`,
    `<text class="title" x="${PADDING}" y="${PADDING + 14}">${escaped(cut(title, 110))}</text>`,
    ...axis(scale, top, bottom),
    ...rows.map((task, at) => taskRow(task, {y: top + at * ROW, scale, endMs: timeline.endMs})),
    legend(timeline, bottom + 20),
    ...foot.map((text, at) => `<text x="${PADDING}" y="${bottom + 46 + at * 18}">${escaped(text)}</text>`),
    '</svg>',
    '',
  ].join('\n');
}

const CSS = [
  'text{font:12px system-ui,-apple-system,"Segoe UI",sans-serif;fill:var(--fore)}',
  '.title{font-size:15px;font-weight:600}.small{font-size:11px;fill:var(--muted)}',
  '.end{text-anchor:end}.critical{font-weight:600;fill:var(--critical)}.bad{font-weight:600;fill:var(--bad)}',
  '.back{fill:var(--back);stroke:var(--grid)}.grid{stroke:var(--grid)}',
  '.outline{fill:none;stroke:var(--critical);stroke-width:1.5}',
  phaseCss(PHASE_NAMES),
].join('');

function axis(scale: Scale, top: number, bottom: number): readonly string[] {
  const ticks = ticksOf(scale, 8).map(({ms, place}) => {
    const x = number(BAR.left + place * BAR.width);
    return `<path class="grid" d="M${x} ${top - 6}V${bottom}"/><text class="small" x="${x}" y="${top - 10}">${formatDuration(ms)}</text>`;
  });
  const breaks = scale.parts
    .filter(({isShortened}) => isShortened)
    .map(({from, to}) => {
      const x = number(BAR.left + ((from + to) / 2) * BAR.width);
      return `<text class="small" x="${x}" y="${top - 10}"><title>shortened</title>≈</text>`;
    });
  const right = WIDTH - PADDING;
  return [
    ...ticks,
    ...breaks,
    `<text class="small end" x="${right - COLUMN}" y="${top - 10}">took</text>`,
    `<text class="small end" x="${right}" y="${top - 10}">slack</text>`,
  ];
}

interface RowPlace {
  readonly y: number;
  readonly scale: Scale;
  readonly endMs: number;
}

function taskRow(task: TaskTimeline, {y, scale, endMs}: RowPlace): string {
  const base = y + 15;
  const right = WIDTH - PADDING;
  const kind = task.outcome === 'failed' ? 'bad' : task.isCritical ? 'critical' : '';
  const name = `${task.isCritical ? '* ' : ''}${task.task}`;
  const bars = task.phases.map(phase => bar(phase, task, {y, scale, endMs}));
  return [
    `<g><text class="${kind}" x="${PADDING}" y="${base}"><title>${escaped(task.task)}</title>${escaped(cut(name, 24))}</text>`,
    ...bars,
    `<text class="end" x="${right - COLUMN}" y="${base}">${escaped(tookText(task, endMs))}</text>`,
    `<text class="end ${kind}" x="${right}" y="${base}">${escaped(slackCell(task))}</text></g>`,
  ].join('');
}

function bar(phase: Phase, {task, isCritical}: TaskTimeline, {y, scale, endMs}: RowPlace): string {
  const {what, fromMs, toMs = endMs} = phase;
  const x = BAR.left + scale.place(fromMs) * BAR.width;
  const width = Math.max(MIN_BAR, scale.place(toMs) * BAR.width + BAR.left - x);
  const height = PHASE_HEIGHTS[what] * (ROW - 4);
  const place = `x="${number(x)}" y="${number(y + 2 + (ROW - 4 - height) / 2)}" width="${number(width)}" height="${number(height)}"`;
  const label = `${task}: ${PHASE_LOOKS[what].text} ${formatDuration(lengthMs(phase, endMs))}`;
  const outline = isCritical && PHASE_HEIGHTS[what] > 0.5 ? `<rect class="outline" ${place}/>` : '';
  return `<rect class="${what}" ${place}><title>${escaped(label)}</title></rect>${outline}`;
}

/** Minimum visible width. */
const MIN_BAR = 1;

function legend(timeline: Timeline, y: number): string {
  let x = PADDING;
  return phasesIn(timeline)
    .map(what => {
      const {text} = PHASE_LOOKS[what];
      const height = PHASE_HEIGHTS[what] * 12;
      const item = `<rect class="${what}" x="${x}" y="${number(y - 4 - height / 2)}" width="14" height="${number(height)}"/><text class="small" x="${x + 18}" y="${y}">${text}</text>`;
      x += 34 + text.length * 6;
      return item;
    })
    .join('');
}

/** The critical path and the saving. */
function footLines({steps, saving}: Timeline): readonly string[] {
  const pathMs = (steps.at(-1)?.toMs ?? 0) - (steps[0]?.fromMs ?? 0);
  const path = `* critical path, ${formatDuration(pathMs)}: ${chainText(steps.map(stepText), steps.length > MANY_STEPS)}`;
  return [...(steps.length > 0 ? wrapped(path, 140) : []), ...(saving ? [savingText(saving)] : [])];
}

/** Paths with at most this many steps are shown in full. */
const MANY_STEPS = 12;

function wrapped(text: string, length: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length >= length) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

/** Cuts a name to a number of columns. */
function cut(text: string, columns: number): string {
  return screenRow([{text}], {columns, color: false});
}
