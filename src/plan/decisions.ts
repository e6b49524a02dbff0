import type {Task} from '../model/launch-file.ts';
import type {ValueSource} from '../values/value-source.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {decide, type Decision} from './decision.ts';
import {layers} from '../graph/graph.ts';
import {graphOf} from './planned-tasks.ts';

/** The fates of all tasks of a run, as far as they are known before it. */
export function decisionsOf(
  tasks: ReadonlyMap<TaskName, Task>,
  scope: ValueSource,
): ReadonlyMap<TaskName, Decision> {
  const decisions = new Map<TaskName, Decision>();
  // Needed tasks were decided before; tasks outside of this run were given, and so not skipped.
  const fateOf = (name: TaskName): Decision['outcome'] => decisions.get(name)?.outcome ?? 'run';
  for (const name of layers(graphOf(tasks)).flat()) {
    decisions.set(name, decide(tasks.get(name) as Task, {scope, outcomeOf: fateOf}));
  }
  return decisions;
}
