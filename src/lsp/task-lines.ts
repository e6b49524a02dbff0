import type {PartialFile} from '../config/analysis/partial-file.ts';
import type {Task} from '../model/launch-file.ts';
import {outputsOf} from '../config/analysis/task-outputs.ts';
import {chainPositionOf, positionsOf, type ChainPosition, type TaskPosition} from '../plan/position.ts';
import {isTaskOf, type TaskName} from '../vocabulary/ids.ts';
import type {Model} from './model.ts';
import {kindOf, taskSource} from './task-source.ts';

/** The description of a task: its kind, its purpose, its outputs, and its position in the plan, as paragraphs of Markdown. */
export function taskLines({launch}: Model, partial: PartialFile, name: string): readonly string[] {
  const {description} = taskSource(partial, name);
  const kind = kindOf(partial, name);
  const validTask = partial.tasks.get(name)?.validTask;
  return [
    kind === undefined ? `task \`${name}\`` : `\`${kind}\` task \`${name}\``,
    ...(typeof description === 'string' ? [description] : []),
    launch && isTaskOf(launch.tasks, name)
      ? placeText(launch.tasks, name)
      : 'its position in the plan is shown once the file has no errors',
    ...(validTask ? outputTexts(outputsOf(validTask)) : []),
  ];
}

function placeText(tasks: ReadonlyMap<TaskName, Task>, name: TaskName): string {
  const places = positionsOf(tasks);
  const waves = Math.max(...[...places.values()].map(({wave}) => wave));
  const place = places.get(name);
  const needs = tasks.get(name)?.needs ?? [];
  return place ? sentences({...place, needs, waves, chain: chainPositionOf(tasks, name)}) : '';
}

interface Place extends Omit<TaskPosition, 'needs'> {
  readonly needs: Task['needs'];
  /** The number of waves. */
  readonly waves: number;
  readonly chain: ChainPosition | undefined;
}

function sentences({wave, waves, neededBy, chain, needs: edges}: Place): string {
  const needs = needTexts(edges);
  return [
    `wave ${wave} of ${waves}`,
    needs.length === 0 ? 'needs nothing' : `needs ${glance(needs)}`,
    neededBy.length === 0 ? 'needed by nothing' : `needed by ${named(neededBy)}`,
    ...(chain ? [`${chain.position} of ${chain.length} on the longest chain`] : []),
  ].join('; ');
}

function outputTexts(outputs: readonly string[]): readonly string[] {
  return outputs.length === 0 ? [] : [`outputs: ${named(outputs)}`];
}

/** Each needed task once, with the conditions if `ready` is not one of them. */
function needTexts(edges: Task['needs']): readonly string[] {
  return [...new Set(edges.map(({to}) => to))].map(name => {
    const conditions = edges.flatMap(({to, condition}) => (to === name ? [condition] : []));
    return conditions.includes('ready')
      ? `\`${name}\``
      : `\`${name}\` (${[...new Set(conditions)].join(', ')})`;
  });
}

function named(names: readonly string[]): string {
  return glance(names.map(name => `\`${name}\``));
}

/** Joins names; only the first ones if there are many. */
function glance(names: readonly string[]): string {
  const shown = names.slice(0, MANY);
  const rest = names.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** How many names are readable at a glance. */
const MANY = 12;
