import {isDeepStrictEqual} from 'node:util';
import {isFull} from '../state/disk-reserve.ts';
import {ignoreSystemErrors} from '../processes/expected-error.ts';
import type {Journal, JournalEntry} from '../state/journal.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {JournaledTask, MadeRecord} from '../vocabulary/journal-record.ts';

/** The existing resources of a run's tasks, in memory and in the journal on disk. */
export interface TaskJournal {
  /** Records that tasks have joined the run, before they create anything. */
  joined(tasks: readonly JournaledTask[]): Promise<void>;
  record(task: TaskName, made: MadeRecord): Promise<void>;
  forget(task: TaskName, made: MadeRecord): Promise<void>;
  /** Records that all resources of a task are removed. */
  removed(task: TaskName): Promise<void>;
  /** The journal entries of all tasks that have joined, and of all existing resources. */
  entries(): readonly JournalEntry[];
  /** In the order of creation. */
  made(task: TaskName): readonly MadeRecord[];
}

export interface TaskJournalOptions {
  /** The records that are in the journal already. */
  readonly before?: ReadonlyMap<TaskName, readonly MadeRecord[]>;
  /** Frees space on a full disk. */
  readonly makeRoom?: () => Promise<void>;
}

/**
 * Writes the journal of a run's tasks. Removals are written if possible: otherwise a recovery looks for the resource and finds
 * nothing. So a full disk or a deleted directory does not fail a teardown.
 */
export function taskJournal(
  journal: Journal,
  {before = new Map(), makeRoom = async () => undefined}: TaskJournalOptions = {},
): TaskJournal {
  const made = new Map([...before].map(([task, records]) => [task, [...records]]));
  const of = (task: TaskName): MadeRecord[] => made.get(task) ?? [];
  const appendIfPossible = (entry: JournalEntry): Promise<void> =>
    journal.append(entry).catch(ignoreSystemErrors);
  const joins: JournalEntry[] = [];
  const append = (entry: JournalEntry): Promise<void> =>
    journal.append(entry).catch(async (error: unknown) => {
      if (!isFull(error)) throw error;
      await makeRoom();
      await journal.append(entry);
    });
  const removed = (task: TaskName): Promise<void> => {
    made.delete(task);
    return appendIfPossible({entry: 'removed', task});
  };
  return {
    joined(tasks) {
      const entry = {entry: 'tasks-joined', tasks} as const;
      joins.push(entry);
      return append(entry);
    },
    record(task, record) {
      // In memory first: after a write error the entry may be on disk all the same, so the resource must be removed.
      made.set(task, [...of(task), record]);
      return append({entry: 'made', task, record});
    },
    forget(task, record) {
      const left = of(task).filter(other => other !== record && !isDeepStrictEqual(other, record));
      if (left.length === 0) return removed(task);
      made.set(task, left);
      return appendIfPossible({entry: 'removed', task, record});
    },
    removed,
    made: of,
    entries: () => [
      ...joins,
      ...[...made].flatMap(([task, records]) =>
        records.map(record => ({entry: 'made' as const, task, record})),
      ),
    ],
  };
}
