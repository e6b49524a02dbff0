import type {Task} from '../model/launch-file.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {decide, type Fate} from './fate.ts';
import {layers} from '../graph/graph.ts';
import {graphOf} from './planned-tasks.ts';

/** The fates of all tasks of a run, as far as they are known before it. */
export function fatesOf(tasks: ReadonlyMap<TaskName, Task>, scope: ValueSource): ReadonlyMap<TaskName, Fate> {
  const fates = new Map<TaskName, Fate>();
  // Needed tasks were decided before; tasks outside of this run were given, and so not skipped.
  const fateOf = (name: TaskName): Fate['fate'] => fates.get(name)?.fate ?? 'run';
  for (const name of layers(graphOf(tasks)).flat()) {
    fates.set(name, decide(tasks.get(name) as Task, {scope, fateOf}));
  }
  return fates;
}
