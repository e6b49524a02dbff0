import {open, readFile, type FileHandle} from 'node:fs/promises';
import {join} from 'node:path';
import {isDeepStrictEqual} from 'node:util';
import type {PlannedTask} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {MadeRecord} from '../vocabulary/journal-record.ts';
import {ifThere} from './expected-error.ts';
import {parseOwner, type Owner} from './owner.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/**
 * One line of a run's journal, `runs/<id>/journal.ndjson`: what a fresh process must know to take the run down.
 * `made` is written before the thing is made (or right after, where that is as safe), `removed` after all of a task's
 * things are gone, or with a
 * record when that one is.
 *
 * The format is a line of JSON for each entry, only ever appended:
 * - Not a state file that is rewritten: an append costs the same however long the run is, and cannot lose what was there.
 * - Not a database: the file must be readable with `cat` on the day when something went wrong.
 * - No checksums: an entry counts when its line is whole JSON. The last line of a process that died while it wrote is
 *   torn; that append never resolved, so nothing was made on its strength, and readers skip the line. Whoever appends
 *   next first ends that line, so that only the torn entry is lost.
 * - Unknown entries are skipped, so that an older bottle can take down what a newer one left.
 */
export type JournalEntry =
  | {
      readonly entry: 'run-started';
      readonly file: string;
      readonly name: string;
      readonly owner: Owner;
      readonly tasks: readonly PlannedTask[];
    }
  | {readonly entry: 'made'; readonly task: TaskName; readonly record: MadeRecord}
  | {readonly entry: 'removed'; readonly task: TaskName; readonly record?: MadeRecord}
  | {readonly entry: 'run-ended'};

/** A journal that is being written. */
export interface Journal {
  /** Resolves when the entry is on disk; rejects when it is not known to be. */
  append(entry: JournalEntry): Promise<void>;
  /** Ends the writing, after all appends have settled. */
  close(): Promise<void>;
}

/** What writing needs of an open file. */
export type JournalFile = Pick<FileHandle, 'appendFile' | 'datasync' | 'close'> & {
  stat(): Promise<{readonly size: number}>;
};

/**
 * Opens the journal in `dir`, making it if there is none. Appends that come while others are being written are committed
 * as a group, with one write and one fdatasync: many tasks that start at once do not queue for the disk one by one.
 */
export async function openJournal(
  dir: string,
  openFile: (path: string) => Promise<JournalFile> = openForAppend,
): Promise<Journal> {
  const file = await openFile(join(dir, JOURNAL));
  // Whether the last line in the file may be torn.
  let torn = (await file.stat()).size > 0;
  let queued: string[] = [];
  let group: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  async function commit(): Promise<void> {
    const text = `${torn ? '\n' : ''}${queued.join('')}`;
    queued = [];
    group = undefined;
    torn = true;
    await file.appendFile(text);
    await file.datasync();
    torn = false;
  }

  return {
    async append(entry) {
      queued.push(`${JSON.stringify(entry)}\n`);
      group ??= last.then(commit, commit);
      last = group;
      await group;
    },
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

/** What a journal says. */
export interface RunRecord {
  /** The launch file, absolute. */
  readonly file: string;
  readonly name: string;
  readonly owner: Owner;
  /** Its tasks and what they need, for the order of taking down. */
  readonly tasks: readonly PlannedTask[];
  readonly ended: boolean;
  /** What was made and not removed since, in the order of making. */
  readonly made: ReadonlyMap<TaskName, readonly MadeRecord[]>;
}

/** Reads the journal in `dir`; `undefined` if there is none, or none that says whose run it is. */
export async function readJournal(dir: string): Promise<RunRecord | undefined> {
  const text = await ifThere(readFile(join(dir, JOURNAL), 'utf8'));
  const entries = (text ?? '').split('\n').flatMap(parseLine);
  const start = entries.find(entry => entry.entry === 'run-started');
  const owner = start && parseOwner(start.owner);
  if (!owner) return undefined;
  const ended = entries.some(({entry}) => entry === 'run-ended');
  return {file: start.file, name: start.name, owner, tasks: start.tasks, ended, made: stillMade(entries)};
}

const JOURNAL = 'journal.ndjson';

async function openForAppend(path: string): Promise<JournalFile> {
  return await open(path, 'a', PRIVATE_FILE);
}

function parseLine(line: string): JournalEntry[] {
  try {
    const value = JSON.parse(line) as JournalEntry | null;
    return value === null ? [] : [value];
  } catch {
    return [];
  }
}

function stillMade(entries: readonly JournalEntry[]): Map<TaskName, MadeRecord[]> {
  const made = new Map<TaskName, MadeRecord[]>();
  for (const entry of entries) {
    if (entry.entry === 'removed') remove(made, entry);
    if (entry.entry === 'made') made.set(entry.task, [...(made.get(entry.task) ?? []), entry.record]);
  }
  return made;
}

function remove(
  made: Map<TaskName, MadeRecord[]>,
  {task, record}: Extract<JournalEntry, {entry: 'removed'}>,
): void {
  const rest =
    record === undefined ? [] : (made.get(task) ?? []).filter(other => !isDeepStrictEqual(other, record));
  if (rest.length > 0) made.set(task, rest);
  else made.delete(task);
}
