import {closure} from '../graph/graph.ts';
import {graphOf} from '../plan/planned-tasks.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Session} from './session.ts';

/**
 * Adds tasks of the loaded launch file and their dependencies to the run, unless they are already part of it. Tasks that use the
 * terminal cannot join, because the request comes from another process.
 */
export async function joinTasks(names: readonly TaskName[], session: Session): Promise<void> {
  const {launch, tasks, desired, services, stop} = session;
  const isKnown = names.every(name => launch.tasks.has(name));
  if (!isKnown || stop.signal.aborted) return;
  const wanted = closure(graphOf(launch.tasks), names);
  const added = new Map([...launch.tasks].filter(([name]) => wanted.has(name) && !tasks.has(name)));
  if (added.size === 0 || [...added.values()].some(task => task.isInteractive())) return;
  await session.addTasks(added);
  desired.stop(added.keys());
  await session.watchedFiles.add(added);
  for (const kind of new Set([...added.values()].map(task => task.kind))) kind.prefetch?.(services);
}
