import {type RunStatus} from '../../history/run-status.ts';
import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import {entryFor} from '../../vocabulary/ids.ts';

/** A task by a name from a URL; `undefined` if the run has no such task. */
export function findTask({tasks, indexOf}: RunStatus, name: string): TaskSnapshot | undefined {
  return tasks[entryFor(indexOf, name) ?? -1];
}
