import {createHash} from 'node:crypto';
import script from '../../../../../generated/plan-page.generated.mjs';
import type {Plan, PlanTask} from '../../../../schema/plan.ts';
import {formatDuration} from '../../../../vocabulary/duration.ts';
import {taskDetails} from '../task-text.ts';
import {describePlan} from './describe.ts';
import {graphMarkup, HEADING, MARGIN} from './graph-markup.ts';
import {legendOf} from './legend.ts';
import {escaped} from './markup.ts';
import {PAGE_STYLE} from './page-style.ts';
import {pictureOf} from './picture.ts';
import {arrowheads, GRAPH_STYLE} from './style.ts';

/**
 * A plan as a page: the graph with the details of each task, with search, zoom and keyboard navigation. The page loads no resources, and
 * its policy allows only its own script. Without scripts, the graph and all details are shown below each other.
 */
export function planHtml(plan: Plan): string {
  const {title, subtitle, chain, onChain, tasks} = describePlan(plan);
  const picture = pictureOf(plan);
  const [width, height] = [picture.width + 2 * MARGIN, picture.height + HEADING + MARGIN];
  const legend = legendOf(picture, chain, LEGEND_WIDTH);
  const style = `\n${GRAPH_STYLE}\n${PAGE_STYLE}\n`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    header(title, subtitle),
    '<main>',
    '<div id="view" role="region" aria-label="graph" tabindex="0">',
    `<svg id="graph" role="group" aria-label="${escaped(title)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    arrowheads(),
    graphMarkup(picture, onChain),
    '</svg>',
    '</div>',
    '<aside id="panel" aria-label="details">',
    `<p id="hint">${HINT}</p>`,
    ...plan.tasks.map((task, at) => article(task, tasks[at] ?? '', plan)),
    '</aside>',
    '</main>',
    `<footer><svg role="img" aria-label="legend" width="${LEGEND_WIDTH}" height="${legend.height}" viewBox="0 0 ${LEGEND_WIDTH} ${legend.height}">`,
    legend.markup,
    '</svg></footer>',
    `<script>${script}</script>`,
    '</body>',
    '</html>\n',
  ].join('\n');
}

const LEGEND_WIDTH = 900;

const HINT =
  'Select a task to see its details. Keys: arrows move along lines and columns, Enter opens the details, <kbd>/</kbd> searches, <kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> zoom.';

function header(title: string, subtitle: string): string {
  return [
    '<header>',
    `<div><h1>${escaped(title)}</h1><p>${escaped(subtitle)}</p></div>`,
    '<form role="search"><label for="search">Search</label><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="name, command, probe"><span id="matches" role="status"></span></form>',
    '<div role="group" aria-label="zoom"><button id="smaller" type="button" aria-label="smaller">−</button><button id="larger" type="button" aria-label="larger">+</button><button id="fit" type="button">fit</button></div>',
    '</header>',
  ].join('\n');
}

/** The details of a task, the same as in the text format. */
function article(task: PlanTask, label: string, plan: Plan): string {
  const rows = [
    ...row('kind', escaped(task.kind)),
    ...row('wave', String(task.wave)),
    ...row('does', escaped(task.summary)),
    ...taskDetails(task).flatMap(({label: name, text}) => row(name, escaped(text))),
    ...(task.bound.complete ? row('deadline', formatDuration(task.bound.ms)) : row('deadline', 'none')),
    ...row(
      'needs',
      links(
        task.needs.map(need => need.task),
        plan,
      ),
    ),
    ...row('needed by', links(task.neededBy, plan)),
  ];
  return `<article data-label="${escaped(label)}"><h2 tabindex="-1">${escaped(task.task)}</h2><dl>${rows.join('')}</dl></article>`;
}

function row(label: string, markup: string): readonly string[] {
  return markup === '' ? [] : [`<dt>${escaped(label)}</dt><dd>${markup}</dd>`];
}

function links(names: readonly string[], {tasks}: Plan): string {
  const buttons = [...new Set(names)].map(name => {
    const at = tasks.findIndex(({task}) => task === name);
    return `<button type="button" data-task="${at}">${escaped(name)}</button>`;
  });
  return buttons.join(' ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
