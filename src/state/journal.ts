import {closeSync, fdatasync, fstatSync, fsync, openSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {TaskName} from '../vocabulary/ids.ts';
import type {JournaledTask, MadeRecord} from '../vocabulary/journal-record.ts';
import type {Owner} from './owner.ts';
import {ifExists} from '../processes/expected-error.ts';
import {writeAll} from '../processes/write-all.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/**
 * One line of a run's journal, `runs/<id>/journal.ndjson`: everything that a fresh process needs to recover the run. `made` is
 * written before the thing is created (or right after, if that is as safe), `removed` after all things of a task are gone, or with a
 * record when that one is.
 *
 * The format is a line of JSON for each entry, only ever appended:
 * - Not a state file that is rewritten: the cost of an append does not grow with the run, and it cannot lose earlier entries.
 * - Not a database: the file must be readable with `cat` when something went wrong.
 * - No checksums: an entry counts when its line is whole JSON. The last line of a process that died while it wrote is
 *   torn; that append never resolved, so nothing was created after it, and readers skip the line. The next append first ends that line,
 *   so that only the torn entry is lost.
 * - An older bottle may find a journal of a newer one. If it does not know an entry or a record, or the version is higher, it leaves
 *   the whole run alone and reports it: a partial teardown could stop something that the rest still needs. So a new sort of record
 *   needs no new version; a changed meaning does. In all versions the first entry has `version`, and `run-ended` means that
 *   nothing is left.
 */
export type JournalEntry =
  | {
      readonly entry: 'run-started';
      /** Of the format; journals without it are of version 1. */
      readonly version: number;
      /** The boot time, by the current clock: shows whether the clock was set since. */
      readonly bootedAt: number;
      /** The version of bottle that writes it. */
      readonly bottle: string;
      readonly file: string;
      readonly name: string;
      /** Name of the run, unique among live runs. Missing in early journals. */
      readonly runName?: string;
      readonly owner: Owner;
      readonly tasks: readonly JournaledTask[];
    }
  /** More tasks have joined the run. */
  | {readonly entry: 'tasks-joined'; readonly tasks: readonly JournaledTask[]}
  | {readonly entry: 'made'; readonly task: TaskName; readonly record: MadeRecord}
  | {readonly entry: 'removed'; readonly task: TaskName; readonly record?: MadeRecord}
  | {readonly entry: 'run-ended'};

/** The version of the format that this bottle writes; it reads this and all older ones. */
export const JOURNAL_VERSION = 1;

/** The name of the journal in a run's directory. */
export const JOURNAL = 'journal.ndjson';

/** A journal that is being written. */
export interface Journal {
  /**
   * Resolves when the entry is written so that no end of bottle can lose it; rejects when it is not known to be. What may exist after
   * a power cut is on disk by then.
   */
  append(entry: JournalEntry): Promise<void>;
  /**
   * Begins the file anew after it was deleted, with the entries that are returned once it is there; what is being appended at
   * that moment must be among them.
   */
  restart(entries: () => readonly JournalEntry[]): Promise<void>;
  /** Closes the journal after all appends have settled. */
  close(): Promise<void>;
}

/** The file operations of the writer. */
export interface JournalFile {
  appendFile(text: string): Promise<void>;
  /** Writes to the system's cache, without waiting for the disk. */
  appendNow(text: string): void;
  /** Resolves when what was written is on the disk, and the name of the file. */
  datasync(): Promise<void>;
  stat(): Promise<{readonly size: number}>;
  close(): Promise<void>;
}

/**
 * Opens the journal in `dir`, creating it if it does not exist. Appends that arrive during a write are committed as a group,
 * with one write and one fdatasync: tasks that start together do not queue for the disk one by one. Entries that need not survive a
 * power cut do not wait for the disk at all.
 */
export async function openJournal(
  dir: string,
  openFile: (path: string) => Promise<JournalFile> = openForAppend,
): Promise<Journal> {
  let file = await openFile(join(dir, JOURNAL));
  const {size} = await file.stat();
  // Whether the last line in the file may be torn.
  let torn = size > 0;
  // Whether it has things that survive a power cut, as that of another process may have.
  let hasLasting = size > 0;
  let queued: JournalEntry[] = [];
  /** The number of unfinished commits and restarts. */
  let busy = 0;
  let group: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  async function commit(): Promise<void> {
    const entries = queued;
    queued = [];
    group = undefined;
    const text = `${torn ? '\n' : ''}${entries.map(lineOf).join('')}`;
    torn = true;
    await file.appendFile(text);
    if (entries.some(mustReachDisk)) await file.datasync();
    torn = false;
  }

  /** Were the end of a run without lasting things lost, a recovery would look for its processes in vain. */
  function mustReachDisk(entry: JournalEntry): boolean {
    return survivesPowerCut(entry) && (hasLasting || entry.entry !== 'run-ended');
  }

  /** Before it returns, although it rejects only later. */
  async function commitNow(entry: JournalEntry): Promise<void> {
    const text = `${torn ? '\n' : ''}${lineOf(entry)}`;
    torn = true;
    file.appendNow(text);
    torn = false;
  }

  /** Does the work after all earlier work. */
  function enqueue(work: () => Promise<void>): Promise<void> {
    busy++;
    last = last.then(work, work).finally(() => busy--);
    return last;
  }

  async function restart(entries: () => readonly JournalEntry[]): Promise<void> {
    const fresh = await openFile(join(dir, JOURNAL));
    const rest = queued;
    queued = [];
    try {
      await fresh.appendFile(entries().map(lineOf).join(''));
      await fresh.datasync();
    } catch (error) {
      queued.unshift(...rest);
      await fresh.close();
      throw error;
    }
    await file.close();
    file = fresh;
    torn = false;
  }

  return {
    append(entry) {
      hasLasting ||= entry.entry === 'made' && survivesPowerCut(entry);
      if (busy > 0 || mustReachDisk(entry)) {
        queued.push(entry);
        return (group ??= enqueue(commit));
      }
      return commitNow(entry);
    },
    restart: async entries => await enqueue(async () => await restart(entries)),
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

/**
 * Whether what an entry is about may exist after a power cut: a process does not, and what is gone already is looked for in vain. The start
 * of a run is about nothing by itself, and reaches the disk with the first entry that must.
 * `kill -9` of bottle loses nothing that is written, whether it has reached the disk or not.
 */
function survivesPowerCut(entry: JournalEntry): boolean {
  if (entry.entry === 'made') return entry.record.made !== 'process';
  return entry.entry !== 'removed' && entry.entry !== 'run-started';
}

function lineOf(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

async function openForAppend(path: string): Promise<JournalFile> {
  let opened: number | undefined = openSync(path, 'a', PRIVATE_FILE);
  // The system reuses the number of a closed file for the next one, which a late entry must not reach.
  const file = (): number => {
    if (opened === undefined) throw Object.assign(new Error('the journal is closed'), {code: 'EBADF'});
    return opened;
  };
  // A journal is of no use after a power cut if its name, and that of its directory, is not on disk as well.
  let unsynced = [dirname(path), dirname(dirname(path))];
  return {
    stat: async () => fstatSync(file()),
    appendFile: async text => writeAll(file(), Buffer.from(text)),
    appendNow: text => writeAll(file(), Buffer.from(text)),
    async datasync() {
      await synced(fdatasync, file());
      // One that is deleted is restored, with the journal, when the run notices.
      for (const directory of unsynced) await ifExists(syncDirectory(directory));
      unsynced = [];
    },
    async close() {
      const closed = file();
      opened = undefined;
      closeSync(closed);
    },
  };
}

async function syncDirectory(path: string): Promise<void> {
  const directory = openSync(path, 'r');
  await synced(fsync, directory).finally(() => closeSync(directory));
}

/** Asynchronous, since a disk may be slow and other work continues in the meantime. */
async function synced(sync: typeof fsync, descriptor: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    sync(descriptor, error => (error ? reject(error) : resolve()));
  });
}
