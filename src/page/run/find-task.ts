import {type RunStatus} from '../../history/run-status.ts';
import type {TaskSnapshot} from '../../history/task-snapshot.ts';
import {entryFor} from '../../vocabulary/ids.ts';

/** A task of a run, by a name from an address, which may be that of no task. */
export function findTask({tasks, indexOf}: RunStatus, name: string): TaskSnapshot | undefined {
  return tasks[entryFor(indexOf, name) ?? -1];
}
