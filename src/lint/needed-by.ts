import type {Edge, LaunchFile} from '../model/launch-file.ts';
import type {SourceRange} from '../vocabulary/diagnostic.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {kept} from '../vocabulary/kept.ts';

/** For each needed task, the first task that needs it, and the location of that need. */
export const neededBy = kept((launch: LaunchFile) => needsOf(launch, () => true));

/** For each task that others need to be ready, the first task that needs it. */
export const awaitedBy = kept((launch: LaunchFile) =>
  needsOf(launch, ({condition}) => condition === 'ready'),
);

interface Need {
  readonly by: TaskName;
  readonly place: SourceRange;
}

function needsOf({tasks}: LaunchFile, counts: (edge: Edge) => boolean): ReadonlyMap<TaskName, Need> {
  const needs = new Map<TaskName, Need>();
  for (const {name, needs: edges} of tasks.values())
    for (const edge of edges.filter(counts))
      if (!needs.has(edge.to)) needs.set(edge.to, {by: name, place: edge.place});
  return needs;
}
