import type {Plan} from '../../../../schema/plan.ts';
import {describePlan} from './describe.ts';
import {graphMarkup, HEADING, MARGIN} from './graph-markup.ts';
import {legendOf} from './legend.ts';
import {escaped, escapedLines} from './markup.ts';
import {pictureOf} from './picture.ts';
import {arrowheads, GRAPH_STYLE} from './style.ts';

/** A plan as a self-contained SVG file with a column for each wave, light or dark depending on the reader's setting. */
export function planSvg(plan: Plan): string {
  const picture = pictureOf(plan);
  const {title, subtitle, chain, onChain, tasks} = describePlan(plan);
  const width = Math.max(picture.width, SMALLEST_WIDTH) + 2 * MARGIN;
  const legend = legendOf(picture, chain, width - 2 * MARGIN);
  const legendTop = TITLE + HEADING + picture.height + 2 * MARGIN;
  const height = legendTop + legend.height + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="description">${escapedLines([subtitle, ...tasks])}</desc>`,
    `<style>\n${GRAPH_STYLE}\n</style>`,
    arrowheads(),
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="title" x="${MARGIN}" y="30">${escaped(title)}</text>`,
    `<text class="subtitle" x="${MARGIN}" y="49">${escaped(subtitle)}</text>`,
    `<g transform="translate(0 ${TITLE})">`,
    graphMarkup(picture, onChain),
    '</g>',
    `<g transform="translate(${MARGIN} ${legendTop})">`,
    legend.markup,
    '</g>',
    '</svg>\n',
  ].join('\n');
}

/** Minimum width, for title and legend. */
const SMALLEST_WIDTH = 480;
const TITLE = 66;
