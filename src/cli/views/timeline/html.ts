import {createHash} from 'node:crypto';
import {scaleOf, ticksOf, type Scale} from '../../../timeline/scale.ts';
import {byStart, lengthMs} from '../../../timeline/task-times.ts';
import type {Phase, TaskTimeline, Timeline} from '../../../timeline/timeline.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {headline} from '../../text/failure-text.ts';
import {escaped} from '../plan/graph/markup.ts';
import {number, PHASE_HEIGHTS, phaseCss, themeCss} from './markup.ts';
import {PAGE_CSS} from './page-css.ts';
import {PHASE_LOOKS, PHASE_NAMES, phasesIn} from './phases.ts';
import {
  heldUpText,
  progressText,
  savingText,
  slackCell,
  stepText,
  tookText,
  type ProcessState,
} from './words.ts';

/**
 * A timeline as a self-contained page without scripts: a table with a bar for each task. The details of a task appear while its row is
 * hovered or its name has the focus; screen readers read them as its description.
 */
export function timelineHtml(timeline: Timeline, state: ProcessState): string {
  const css = `${themeCss(':root')}${PAGE_CSS}${phaseCss(PHASE_NAMES)}`;
  const title = escaped(`${timeline.runName}: ${progressText(timeline, state)}`);
  const scale = scaleOf(timeline);
  const rows = byStart(timeline.tasks).map((task, at) => taskRow(task, {at, scale, timeline}));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hashOf(css)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${css}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="facts">Run ${escaped(timeline.run)} of ${escaped(timeline.name)}, started at <time datetime="${escaped(timeline.startedAt)}">${escaped(timeline.startedAt)}</time></p>
${summary(timeline)}
${legend(timeline)}
<table>
<caption>Tasks in start order. Critical tasks are marked with <b>*</b>.</caption>
<thead><tr><th scope="col">Task</th><th scope="col" class="time"><span class="hidden">Phases</span>${axis(scale)}</th><th scope="col" class="figure">Took</th><th scope="col" class="figure">Slack</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</main>
</body>
</html>
`;
}

function hashOf(css: string): string {
  return createHash('sha256').update(css).digest('base64');
}

function summary({steps, saving}: Timeline): string {
  if (steps.length === 0) return '';
  const items = steps.map(step => `<li>${escaped(stepText(step))}</li>`).join('');
  const pathMs = (steps.at(-1)?.toMs ?? 0) - (steps[0]?.fromMs ?? 0);
  const advice = saving ? `<p class="saving">${escaped(savingText(saving))}</p>` : '';
  return `<h2>Critical path: ${formatDuration(pathMs)}</h2>\n<ol class="path">${items}</ol>\n${advice}`;
}

function legend(timeline: Timeline): string {
  const items = phasesIn(timeline).map(what => {
    const height = PHASE_HEIGHTS[what] * 12;
    const sample = `<rect class="${what}" y="${number(6 - height / 2)}" width="16" height="${number(height)}"/>`;
    return `<li><svg width="16" height="12" aria-hidden="true">${sample}</svg> ${PHASE_LOOKS[what].text}</li>`;
  });
  return `<ul class="legend" aria-label="Legend">${items.join('')}</ul>`;
}

function axis(scale: Scale): string {
  const ticks = ticksOf(scale, 6).map(({ms, place}) => {
    const anchor = place > 0.9 ? ' class="last"' : '';
    return `<text x="${number(place * 100)}%" y="12"${anchor}>${formatDuration(ms)}</text>`;
  });
  return `<svg class="axis" width="100%" height="16" aria-hidden="true">${ticks.join('')}</svg>`;
}

interface RowContext {
  readonly at: number;
  readonly scale: Scale;
  readonly timeline: Timeline;
}

function taskRow(task: TaskTimeline, {at, scale, timeline}: RowContext): string {
  const {endMs} = timeline;
  const mark = task.isCritical ? '<b aria-hidden="true">* </b>' : '';
  const kind = task.outcome === 'failed' ? 'bad' : task.isCritical ? 'critical' : 'other';
  const bars = task.phases.map(phase => bar(phase, scale, endMs)).join('');
  return `<tr class="${kind}"><th scope="row"><span class="name" tabindex="0" aria-describedby="task-${at}">${mark}${escaped(task.task)}</span>${details(task, at, timeline)}</th><td class="time"><svg width="100%" height="${HEIGHT}" aria-hidden="true">${bars}</svg></td><td class="figure">${escaped(tookText(task, endMs))}</td><td class="figure">${escaped(slackCell(task))}</td></tr>`;
}

const HEIGHT = 20;

function bar(phase: Phase, scale: Scale, endMs: number): string {
  const {what, fromMs, toMs = endMs} = phase;
  const [from, to] = [scale.place(fromMs), scale.place(toMs)];
  const height = PHASE_HEIGHTS[what] * (HEIGHT - 2);
  return `<rect class="${what}" x="${number(from * 100)}%" y="${number((HEIGHT - height) / 2)}" width="${number(Math.max(0.15, (to - from) * 100))}%" height="${number(height)}"/>`;
}

function details(task: TaskTimeline, at: number, {steps, endMs}: Timeline): string {
  const step = steps.find(({task: name}) => name === task.task);
  const facts = [
    `${task.kind}, ${task.outcome}`,
    ...(task.failure ? [headline(task.failure)] : []),
    ...(step ? [`on the critical path, ${heldUpText(step)}`] : []),
    ...(task.needs.length > 0 ? [`needs ${[...new Set(task.needs.map(need => need.task))].join(', ')}`] : []),
  ];
  const phases = task.phases.map(phase => {
    const attempt = phase.attempt > 1 ? `, attempt ${phase.attempt}` : '';
    const length = formatDuration(lengthMs(phase, endMs));
    return `${PHASE_LOOKS[phase.what].text} ${length} from ${formatDuration(phase.fromMs)}${attempt}`;
  });
  const lines = [...facts, ...phases].map(line => `<span>${escaped(line)}</span>`).join('; ');
  return `<span class="details" role="tooltip" id="task-${at}">${lines}</span>`;
}
