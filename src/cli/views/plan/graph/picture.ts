import stringWidth from 'string-width';
import type {PlacedEdge} from '../../../../drawing/drawn-graph.ts';
import {layoutGraph} from '../../../../drawing/layout.ts';
import {SHAPE_PADDING} from '../../../../drawing/kind-shape.ts';
import type {Plan, PlanNeed, PlanTask} from '../../../../schema/plan.ts';
import {oneLine} from '../layout.ts';

/** A plan with positions. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly PictureColumn[];
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export interface PictureColumn {
  readonly wave: number;
  readonly tasks: number;
  readonly x: number;
  readonly width: number;
}

export interface Box {
  readonly task: PlanTask;
  /** Its index in the tasks of the plan, used in the id of its element. */
  readonly at: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The two lines of text, cut to fit. */
  readonly name: string;
  readonly action: string;
}

/** A line from a task to a dependent, with all needs between them. */
export interface Line extends Pick<PlacedEdge, 'points'> {
  readonly from: Box;
  readonly to: Box;
  readonly needs: readonly PlanNeed[];
}

export const BOX_HEIGHT = 42;

/** Average width of a terminal column in the fonts of the two lines of a box. */
const NAME_COLUMN = 7.6;
const ACTION_COLUMN = 6.1;
const SMALLEST_WIDTH = 120;
const LARGEST_WIDTH = 260;
/** Actions widen boxes only up to this width; names may need more. */
const ENOUGH_FOR_ACTIONS = 190;

export function pictureOf(plan: Plan): Picture {
  const widths = plan.waves.map((_, at) => widthOf(plan.tasks.filter(({wave}) => wave === at + 1)));
  const placing = plan.tasks.map(({task, wave}) => ({
    ...{id: task, wave, height: BOX_HEIGHT},
    width: widths[wave - 1] ?? SMALLEST_WIDTH,
  }));
  const edges = plan.tasks.flatMap(({task, needs}) =>
    [...new Set(needs.map(need => need.task))].map(from => ({from, to: task})),
  );
  const {width, height, columns, nodes, edges: placed} = layoutGraph(placing, edges);
  const boxes = plan.tasks.map((task, at): Box => {
    const {x, y} = nodes[at] ?? {x: 0, y: 0};
    const room = (widths[task.wave - 1] ?? SMALLEST_WIDTH) - 2 * SHAPE_PADDING;
    return {
      ...{task, at, x, y, width: room + 2 * SHAPE_PADDING, height: BOX_HEIGHT},
      name: fitText(oneLine(task.task), Math.floor(room / NAME_COLUMN)),
      action: fitText(oneLine(actionOf(task)), Math.floor(room / ACTION_COLUMN)),
    };
  });
  const named = new Map(boxes.map(box => [box.task.task, box]));
  return {
    ...{width, height, boxes},
    columns: columns.map(column => ({...column, tasks: plan.waves[column.wave - 1]?.length ?? 0})),
    lines: placed.flatMap(({from, to, points}) => {
      const [start, end] = [named.get(from), named.get(to)];
      if (!start || !end) return [];
      return [{from: start, to: end, points, needs: end.task.needs.filter(({task}) => task === from)}];
    }),
  };
}

/** The width of all boxes in a wave, which depends on the longest text. */
function widthOf(tasks: readonly PlanTask[]): number {
  const names = Math.max(0, ...tasks.map(({task}) => stringWidth(oneLine(task)))) * NAME_COLUMN;
  const actions = Math.max(0, ...tasks.map(task => stringWidth(oneLine(actionOf(task))))) * ACTION_COLUMN;
  const needed = Math.max(names, Math.min(actions, ENOUGH_FOR_ACTIONS - 2 * SHAPE_PADDING));
  return Math.min(LARGEST_WIDTH, Math.max(SMALLEST_WIDTH, Math.ceil(needed) + 2 * SHAPE_PADDING));
}

/** The action of a task, with its kind unless the summary begins with it. */
function actionOf({kind, summary}: PlanTask): string {
  return summary.startsWith(kind) ? summary : `${kind}: ${summary}`;
}

/** Cuts a text to a number of columns at a character boundary, with `…` for the rest. */
function fitText(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let [fitting, used] = ['', 1];
  for (const {segment} of characters.segment(text)) {
    used += stringWidth(segment);
    if (used > columns) break;
    fitting += segment;
  }
  return `${fitting.trimEnd()}…`;
}

const characters = new Intl.Segmenter('en', {granularity: 'grapheme'});
