import {closure, reversed} from '../graph/graph.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Need} from './task-graph.ts';

/** The failed tasks, and the tasks that need one of them to be started or ready, directly or through others. */
export function dependentsOfFailed(
  failed: readonly TaskName[],
  needs: ReadonlyMap<TaskName, readonly Need[]>,
): ReadonlySet<TaskName> {
  const lost = [...needs].map(
    ([task, all]) => [task, all.filter(({condition}) => condition !== 'ended').map(({to}) => to)] as const,
  );
  return closure(reversed(new Map(lost)), failed);
}
