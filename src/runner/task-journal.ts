import {isDeepStrictEqual} from 'node:util';
import type {Journal} from '../state/journal.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';

/** What the tasks of a run have made and not removed: on disk in the journal, and here. */
export interface TaskJournal {
  record(task: TaskName, made: MadeRecord): Promise<void>;
  forget(task: TaskName, made: MadeRecord): Promise<void>;
  /** Notes that all of a task's things are gone. */
  removed(task: TaskName): Promise<void>;
  /** In the order of making. */
  made(task: TaskName): readonly MadeRecord[];
}

/** Keeps `journal` for the tasks of a run; `before` is what is in it already. */
export function taskJournal(
  journal: Journal,
  before: ReadonlyMap<TaskName, readonly MadeRecord[]> = new Map(),
): TaskJournal {
  const made = new Map([...before].map(([task, records]) => [task, [...records]]));
  const of = (task: TaskName): MadeRecord[] => made.get(task) ?? [];
  return {
    async record(task, record) {
      // In memory first: what may be on disk must be taken down, even if the disk reports an error.
      made.set(task, [...of(task), record]);
      await journal.append({entry: 'made', task, record});
    },
    async forget(task, record) {
      made.set(
        task,
        of(task).filter(other => !isDeepStrictEqual(other, record)),
      );
      await journal.append({entry: 'removed', task, record});
    },
    async removed(task) {
      made.delete(task);
      await journal.append({entry: 'removed', task});
    },
    made: of,
  };
}
