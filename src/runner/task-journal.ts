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
  /** Records that all resources of a task have been removed. */
  removed(task: TaskName): Promise<void>;
  /** The journal entries of all tasks that have joined and of all existing resources. */
  entries(): readonly JournalEntry[];
  /** The resources of a task in order of creation. */
  made(task: TaskName): readonly MadeRecord[];
}

export interface TaskJournalOptions {
  /** The records that are already in the journal. */
  readonly before?: ReadonlyMap<TaskName, readonly MadeRecord[]>;
  /** Frees space on a full disk. */
  readonly makeRoom?: () => Promise<void>;
}

/**
 * Writes the journal of a run's tasks. Failures to write a removal are ignored, because a recovery would just not find the resource.
 * So a teardown does not fail because of a full disk or a deleted directory.
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
      // Updated before the write, because after a write error the entry may still be on disk, so the resource must be removed.
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
