import type {LaunchFile} from '../model/launch-file.ts';
import type {LongMount} from '../schema/tasks/container-mounts.ts';
import {entryFor, type TaskName} from '../vocabulary/ids.ts';

/** The `volume` task that a mount uses, which the loader has replaced by a reference to the name of the volume. */
export function volumeTaskOf({type, source}: LongMount, {tasks}: LaunchFile): TaskName | undefined {
  const [, name = ''] = /^\$\{\{\s*tasks\.([\w-]+)\.name\s*\}\}$/.exec(source ?? '') ?? [];
  const task = entryFor(tasks, name);
  return type === 'volume' && task && 'volume' in task.source ? task.name : undefined;
}
