import {isDeepStrictEqual} from 'node:util';
import {isFull} from '../state/disk-reserve.ts';
import {ignoreSystemErrors} from '../processes/expected-error.ts';
import type {Journal, JournalEntry} from '../state/journal.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';

/** What the tasks of a run have made and not removed: on disk in the journal, and here. */
export interface TaskJournal {
  record(task: TaskName, made: MadeRecord): Promise<void>;
  forget(task: TaskName, made: MadeRecord): Promise<void>;
  /** Notes that all of a task's things are gone. */
  removed(task: TaskName): Promise<void>;
  /** The entries that tell of everything that is still there. */
  entries(): readonly JournalEntry[];
  /** In the order of making. */
  made(task: TaskName): readonly MadeRecord[];
}

export interface TaskJournalOptions {
  /** What is in the journal already. */
  readonly before?: ReadonlyMap<TaskName, readonly MadeRecord[]>;
  /** Frees space on a full disk. */
  readonly makeRoom?: () => Promise<void>;
}

/**
 * Keeps `journal` for the tasks of a run. That something is gone need not reach the disk: a
 * recovery would look for it and find nothing. So a full disk or a deleted directory does not fail a teardown.
 */
export function taskJournal(
  journal: Journal,
  {before = new Map(), makeRoom = async () => undefined}: TaskJournalOptions = {},
): TaskJournal {
  const made = new Map([...before].map(([task, records]) => [task, [...records]]));
  const of = (task: TaskName): MadeRecord[] => made.get(task) ?? [];
  const appendIfPossible = async (entry: JournalEntry): Promise<void> => {
    await journal.append(entry).catch(ignoreSystemErrors);
  };
  return {
    async record(task, record) {
      // In memory first: what may be on disk must be taken down, even if the disk reports an error.
      made.set(task, [...of(task), record]);
      const entry = {entry: 'made', task, record} as const;
      await journal.append(entry).catch(async (error: unknown) => {
        if (!isFull(error)) throw error;
        await makeRoom();
        await journal.append(entry);
      });
    },
    async forget(task, record) {
      made.set(
        task,
        of(task).filter(other => !isDeepStrictEqual(other, record)),
      );
      await appendIfPossible({entry: 'removed', task, record});
    },
    async removed(task) {
      made.delete(task);
      await appendIfPossible({entry: 'removed', task});
    },
    made: of,
    entries: () =>
      [...made].flatMap(([task, records]) => records.map(record => ({entry: 'made' as const, task, record}))),
  };
}
