import type {Draft} from '../config/draft.ts';
import type {Task} from '../config/launch-file.ts';
import {outputsOf} from '../config/task-outputs.ts';
import {placesOf, type TaskPlace} from '../plan/place.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Model} from './model.ts';
import {kindOf, writtenTask} from './written-task.ts';

/** What is told of a task: its kind, what it is for, its outputs, and its place in the plan, as paragraphs of Markdown. */
export function taskLines({launch}: Model, draft: Draft, name: string): readonly string[] {
  const {description} = writtenTask(draft, name);
  const kind = kindOf(draft, name);
  const sound = draft.tasks.get(name)?.sound;
  return [
    kind === undefined ? `task \`${name}\`` : `\`${kind}\` task \`${name}\``,
    ...(typeof description === 'string' ? [description] : []),
    launch
      ? placeWords(launch.tasks, name as TaskName)
      : 'its place in the plan is told once the file has no errors',
    ...(sound ? outputWords(outputsOf(sound)) : []),
  ];
}

function placeWords(tasks: ReadonlyMap<TaskName, Task>, name: TaskName): string {
  const places = placesOf(tasks);
  const waves = Math.max(...[...places.values()].map(({wave}) => wave));
  const place = places.get(name);
  return place ? sentences(place, waves) : '';
}

function sentences({wave, needs, neededBy, chain}: TaskPlace, waves: number): string {
  return [
    `wave ${wave} of ${waves}`,
    needs.length === 0 ? 'needs nothing' : `needs ${named(needs)}`,
    neededBy.length === 0 ? 'needed by nothing' : `needed by ${named(neededBy)}`,
    ...(chain ? [`${chain.position} of ${chain.length} on the longest chain`] : []),
  ].join('; ');
}

function outputWords(outputs: readonly string[]): readonly string[] {
  return outputs.length === 0 ? [] : [`outputs: ${named(outputs)}`];
}

/** Names in backticks; the first ones, where there are many. */
function named(names: readonly string[]): string {
  const shown = names.slice(0, MANY).map(name => `\`${name}\``);
  const rest = names.length - shown.length;
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** How many names can be read at a glance. */
const MANY = 12;
