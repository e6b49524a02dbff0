import {edgePath} from '../../../../drawing/edge-path.ts';
import {kindShape} from '../../../../drawing/kind-shape.ts';
import {count} from '../../run/event-text.ts';
import {needText, taskDetails} from '../task-text.ts';
import {arrowOf, lineStyle} from './line-style.ts';
import {escaped, escapedLines} from './markup.ts';
import type {Box, Line, Picture, PictureColumn} from './picture.ts';

/** Space around the graph, and above it for the headings of the columns. */
export const MARGIN = 20;
export const HEADING = 34;

/** The graph with headings, as elements for an SVG with the size of the picture plus these margins. */
export function graphMarkup(picture: Picture, onChain: ReadonlySet<string>): string {
  return [
    `<g transform="translate(${MARGIN} ${HEADING})">`,
    ...picture.columns.map(column => columnMarkup(column, picture.height)),
    '<g class="edges">',
    ...picture.lines.map(line => lineMarkup(line, onChain)),
    '</g>',
    '<g class="tasks">',
    ...picture.boxes.map(box => boxMarkup(box, onChain)),
    '</g>',
    headingsMarkup(picture),
    '</g>',
  ].join('\n');
}

function columnMarkup({x, width}: PictureColumn, height: number): string {
  return `<rect class="column" x="${x - 8}" y="-8" width="${width + 16}" height="${height + 16}" rx="8"/>`;
}

/** The headings, drawn on top, since a page keeps them visible while scrolling. */
function headingsMarkup({columns, width}: Picture): string {
  const texts = columns.map(
    ({wave, tasks, x, width: room}) =>
      `<text class="heading" x="${x + room / 2}" y="-16">wave ${wave}<tspan class="count" dx="6">${count(tasks, 'task')}</tspan></text>`,
  );
  const background = `<rect class="page" x="${-MARGIN}" y="${-HEADING}" width="${width + 2 * MARGIN}" height="${HEADING - 9}"/>`;
  return ['<g class="headings">', background, ...texts, '</g>'].join('\n');
}

function lineMarkup({from, to, needs, points}: Line, onChain: ReadonlySet<string>): string {
  const style = lineStyle(needs);
  const names = [from, to].map(({task}) => task.task);
  const isOnChain = names.every(name => onChain.has(name));
  const classes = ['edge', style.origin, ...(isOnChain ? ['chain'] : [])];
  const path = edgePath(points);
  const reasons = needs.map(need => `after ${needText(need)}`);
  return [
    `<g class="${classes.join(' ')}" data-from="${from.at}" data-to="${to.at}">`,
    `<title>${escapedLines([names.join(' → '), ...reasons])}</title>`,
    `<path class="near" d="${path}"/><path class="line" d="${path}" marker-end="url(#${arrowOf(style)})"/></g>`,
  ].join('');
}

function boxMarkup(box: Box, onChain: ReadonlySet<string>): string {
  const {task, at, x, y, width, height, name, action} = box;
  const {outline, inside} = kindShape(task.kind, {width, height});
  const classes = ['task', task.decision, ...(onChain.has(task.task) ? ['chain'] : [])];
  return [
    `<g class="${classes.join(' ')}" id="task-${at}" data-kind="${escaped(task.kind)}" transform="translate(${x} ${y})">`,
    `<title>${escapedLines(titleOf(box))}</title>`,
    `<path class="shape" d="${outline}"/>`,
    ...(inside === undefined ? [] : [`<path class="inside" d="${inside}"/>`]),
    `<text class="name" x="${width / 2}" y="${height / 2 - 3}">${escaped(name)}</text>`,
    `<text class="action" x="${width / 2}" y="${height / 2 + 12}">${escaped(action)}</text></g>`,
  ].join('');
}

function titleOf({task}: Box): readonly string[] {
  const details = taskDetails(task).map(({label, text}) => `${label} ${text}`);
  return [`${task.task} (${task.kind}, wave ${task.wave})`, task.summary, ...details];
}
