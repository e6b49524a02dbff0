import {closeSync, fdatasync, fstatSync, fsync, openSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {TaskName} from '../vocabulary/ids.ts';
import type {JournaledTask, MadeRecord} from '../vocabulary/journal-record.ts';
import type {Owner} from './owner.ts';
import {ifExists} from '../processes/expected-error.ts';
import {writeAll} from '../processes/write-all.ts';
import {PRIVATE_FILE} from './state-directory.ts';

/**
 * One line of a run's journal, `runs/<id>/journal.ndjson`, which has everything that a new process needs to recover the run. `made`
 * is written before a resource is created (or right after, if that is equally safe). `removed` is written after a resource is
 * removed, or without a record after all resources of a task are.
 *
 * The format is one line of JSON per entry, append-only:
 * - Not a rewritten state file: the cost of an append does not depend on the length of the run, and an append cannot lose earlier
 *   entries.
 * - Not a database: the file must be readable with `cat` when something goes wrong.
 * - No checksums: an entry is valid if its line is complete JSON. If a process dies during a write, its last line is truncated. That
 *   append never resolved, so nothing was created after it, and readers skip the line. The next append first ends the line, so only
 *   the truncated entry is lost.
 * - An older bottle may find the journal of a newer one. If it does not know the version, an entry or a record, it reports the run
 *   and does not touch it, because a partial teardown could stop something that the rest still needs. So a new type of record needs
 *   no new version, but a changed meaning does. In all versions the first entry has `version`, and `run-ended` means that nothing is
 *   left.
 */
export type JournalEntry =
  | {
      readonly entry: 'run-started';
      /** The version of the format. Journals without it have version 1. */
      readonly version: number;
      /** The boot time by the clock at the start of the run. If it differs later, the clock has been set. */
      readonly bootedAt: number;
      /** The version of bottle that wrote the journal. */
      readonly bottle: string;
      readonly file: string;
      readonly name: string;
      /** The name of the run, unique among live runs. Missing in early journals. */
      readonly runName?: string;
      readonly owner: Owner;
      readonly tasks: readonly JournaledTask[];
    }
  /** More tasks have joined the run. */
  | {readonly entry: 'tasks-joined'; readonly tasks: readonly JournaledTask[]}
  | {readonly entry: 'made'; readonly task: TaskName; readonly record: MadeRecord}
  | {readonly entry: 'removed'; readonly task: TaskName; readonly record?: MadeRecord}
  | {readonly entry: 'run-ended'};

/** The version of the format that this bottle writes. It reads this version and all older ones. */
export const JOURNAL_VERSION = 1;

/** The name of the journal in a run's directory. */
export const JOURNAL = 'journal.ndjson';

/** A journal open for writing. */
export interface Journal {
  /**
   * Resolves when the entry is safe even if bottle is killed; rejects if that is uncertain. Entries about things that may survive a
   * power failure are on disk by then.
   */
  append(entry: JournalEntry): Promise<void>;
  /**
   * Creates the file again after it was deleted. `entries` is called after the file has been created, and must include entries that
   * are being appended at that time.
   */
  restart(entries: () => readonly JournalEntry[]): Promise<void>;
  /** Closes the journal after all appends have settled. */
  close(): Promise<void>;
}

/** The file operations used to write the journal. */
export interface JournalFile {
  appendFile(text: string): Promise<void>;
  /** Writes to the system's page cache without waiting for the disk. */
  appendNow(text: string): void;
  /** Resolves when the written data and the directory entry of the file are on disk. */
  datasync(): Promise<void>;
  stat(): Promise<{readonly size: number}>;
  close(): Promise<void>;
}

/**
 * Opens the journal in `dir`, creating it if it does not exist. Appends that arrive during a write are committed together, with one
 * write and one fdatasync, so tasks that start together share the wait for the disk. Entries that need not survive a power failure do
 * not wait for the disk. Removals that arrive together, because many tasks stop, are two writes.
 */
export async function openJournal(
  dir: string,
  openFile: (path: string) => Promise<JournalFile> = openForAppend,
): Promise<Journal> {
  let file = await openFile(join(dir, JOURNAL));
  const {size} = await file.stat();
  // Whether the last line in the file may be truncated.
  let torn = size > 0;
  // Whether the journal may have resources that survive a power failure. The contents of an existing journal are unknown here, so
  // they count too.
  let hasLasting = size > 0;
  let queued: JournalEntry[] = [];
  /** The number of pending commits and restarts. */
  let busy = 0;
  let group: Promise<void> | undefined;
  /** Whether a removal has just been written, so that others may follow immediately. */
  let hasJustRemoved = false;
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

  /** If a run has only started processes, the loss of its `run-ended` is harmless, because a recovery would find no processes. */
  function mustReachDisk(entry: JournalEntry): boolean {
    return survivesPowerCut(entry) && (hasLasting || entry.entry !== 'run-ended');
  }

  /** Writes before it returns. Errors are reported by the promise. */
  async function commitNow(entry: JournalEntry): Promise<void> {
    const text = `${torn ? '\n' : ''}${lineOf(entry)}`;
    torn = true;
    file.appendNow(text);
    torn = false;
  }

  /** Runs the work after all earlier work. */
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
      const isRemoval = entry.entry === 'removed';
      if (busy > 0 || (isRemoval && hasJustRemoved) || mustReachDisk(entry)) {
        queued.push(entry);
        return (group ??= enqueue(commit));
      }
      if (isRemoval) {
        hasJustRemoved = true;
        queueMicrotask(() => (hasJustRemoved = false));
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
 * Whether an entry must survive a power failure. Processes do not survive one, so their records need not either. If a `removed` entry
 * is lost, a recovery just does not find the resource. `run-started` is written to disk along with the first entry that must survive.
 * `kill -9` of bottle loses no written entry, even if it is not on disk yet.
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
  // The system reuses the descriptor of a closed file. A late entry must not be written to another file.
  const file = (): number => {
    if (opened === undefined) throw Object.assign(new Error('the journal is closed'), {code: 'EBADF'});
    return opened;
  };
  // The directory entries of the journal and of its directory must be on disk too, or else the journal is lost in a power failure.
  let unsynced = [dirname(path), dirname(dirname(path))];
  return {
    stat: async () => fstatSync(file()),
    appendFile: async text => writeAll(file(), Buffer.from(text)),
    appendNow: text => writeAll(file(), Buffer.from(text)),
    async datasync() {
      await synced(fdatasync, file());
      // If the directory has been deleted, the run restores it and the journal when it notices.
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

/** Asynchronous, since a disk may be slow, and other work can continue in the meantime. */
async function synced(sync: typeof fsync, descriptor: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    sync(descriptor, error => (error ? reject(error) : resolve()));
  });
}
