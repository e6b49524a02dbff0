import {existsSync, mkdirSync, readdirSync, renameSync} from 'node:fs';
import {join} from 'node:path';
import {bootTime} from '../processes/process-table.ts';
import type {ProcessPlace} from '../processes/process-identity.ts';
import {hasCode} from '../vocabulary/caught-error.ts';
import {isRunId, newRunId, type RunId} from '../vocabulary/ids.ts';
import type {JournaledTask} from '../vocabulary/journal-record.ts';
import {heartbeatAgeMs, keepHeartbeat, lastHeartbeat, STALE_MS, type HeartbeatLoss} from './heartbeat.ts';
import {isFull} from './disk-reserve.ts';
import {endedRun, type EndedRun} from './history-files.ts';
import {readKeptRuns} from './kept-runs.ts';
import {ifExists, succeeds} from '../processes/expected-error.ts';
import {JOURNAL, JOURNAL_VERSION, openJournal, type Journal, type JournalEntry} from './journal.ts';
import {isDead, type Observer, type Owner} from './owner.ts';
import {removeFolder} from './remove-folder.ts';
import {readJournal, type RunRecord, type UnknownJournal} from './read-journal.ts';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {runDirectory, runsDirectory} from './state-directory.ts';
import {randomLetters} from '../vocabulary/random-name.ts';

/** A run owned by this process. */
export interface OwnRun {
  readonly id: RunId;
  /** Name of the run. */
  readonly name: string;
  /** Its directory, mode 0700. */
  readonly dir: string;
  readonly owner: Owner;
  readonly journal: Journal;
  /** Closes the journal and stops the heartbeat. The directory remains. It belongs to a dead run unless the journal has `run-ended`. */
  close(): Promise<void>;
}

/** Inputs of a new run. */
export interface NewRun {
  /** The launch file, absolute. */
  readonly file: string;
  readonly name: string;
  /** Name of the run. */
  readonly runName: string;
  /** The version of this bottle. */
  readonly bottle: string;
  readonly tasks: readonly JournaledTask[];
  readonly here: ProcessPlace;
  /** The journal entries after the first one that are still valid, for restoring a deleted journal. */
  readonly stillMade: () => readonly JournalEntry[];
  /** Called when the heartbeat is lost, even briefly. */
  readonly onHeartbeatLost: (loss: RunLoss) => void;
  readonly now?: Date;
}

/** The loss of a run's heartbeat. If it is `recovered`, the journal exists, so the run can be recovered after a kill. */
export interface RunLoss extends HeartbeatLoss {
  /** Whether the journal was deleted, possibly with the whole directory. */
  readonly isDeleted: boolean;
}

/**
 * Creates the directory of a new run, with a heartbeat and a journal that names its owner. The id consists of the UTC time and a
 * random part (`20261122-143015-k3f9`), so ids sort by age.
 */
export async function createRun(
  stateDir: string,
  {file, name, runName, bottle, tasks, here, stillMade, onHeartbeatLost, now = new Date()}: NewRun,
): Promise<OwnRun> {
  const id = await makeRunDirectory(stateDir, now);
  const dir = runDirectory(stateDir, id);
  const owner: Owner = {run: id, file, ...here};
  const version = JOURNAL_VERSION;
  const bootedAt = Math.round(bootTime());
  try {
    const first: JournalEntry = {
      ...{entry: 'run-started', version, bootedAt, bottle, file, name, runName, owner, tasks},
    };
    const journal = await startJournal(dir, first);
    let isDeleted = false;
    const heartbeat = await keepHeartbeat(dir, {
      async restore() {
        isDeleted = !existsSync(join(dir, JOURNAL));
        if (!isDeleted) return;
        await makePrivateDirectory(dir);
        await journal.restart(() => [first, ...stillMade()]);
      },
      onLost: loss => onHeartbeatLost({...loss, isDeleted}),
    });
    const close = async (): Promise<void> => {
      // The heartbeat stops first, because it restarts the journal if it notices a deletion.
      await heartbeat.stop();
      await journal.close();
    };
    return {id, name: runName, dir, owner, journal, close};
  } catch (error) {
    // Otherwise an incomplete run would remain on a full disk and count as dead.
    await removeRun(stateDir, id).catch(() => undefined);
    throw error;
  }
}

async function startJournal(dir: string, first: JournalEntry): Promise<Journal> {
  const journal = await openJournal(dir);
  try {
    await journal.append(first);
    return journal;
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** A run found on disk. */
export interface FoundRun {
  readonly id: RunId;
  readonly dir: string;
  /** `ended`: over, with everything stopped. `dead`: its process is gone, but parts of it still exist. */
  readonly state: 'alive' | 'dead' | 'ended';
  /** Missing if the process died before it wrote the journal (so nothing was created), or while a deleted journal is being restored. */
  readonly record?: RunRecord;
  /** Set instead of `record` for an ended run, of which only the events and logs are left. */
  readonly ended?: EndedRun;
  /** Set instead of `record` for a run that only another version of bottle can tear down. */
  readonly unknown?: UnknownJournal;
}

/** All runs on this machine that have started, oldest first. */
export async function listRuns(observer: Observer): Promise<readonly FoundRun[]> {
  const kept = readKeptRuns(observer.stateDir);
  const folder = runsDirectory(observer.stateDir);
  const runs: FoundRun[] = [];
  // Sequentially, because each run takes descriptors and there may be hundreds.
  for (const id of await runIds(observer)) {
    const ended = kept.get(id);
    if (ended) {
      // An ended run never changes, so its directory is not read.
      runs.push({id, dir: `${folder}/${id}`, state: 'ended', ended});
      continue;
    }
    const run = await findRun(id, observer);
    if (run && (await hasBegun(run))) runs.push(run);
  }
  return runs;
}

/** The ids of all runs on this machine, oldest first. */
export async function runIds({stateDir}: Observer): Promise<readonly RunId[]> {
  return namesIn(runsDirectory(stateDir)).filter(isRunId).sort();
}

/** Finds one run; `undefined` if it has no directory. */
export async function findRun(id: RunId, observer: Observer): Promise<FoundRun | undefined> {
  const dir = runDirectory(observer.stateDir, id);
  // Synchronous, because there may be hundreds of runs, and most have ended.
  const read = existsSync(join(dir, JOURNAL)) ? await readJournal(dir) : undefined;
  const found = {id, dir, ...(read && ('unknown' in read ? {unknown: read} : {record: read}))};
  if (read?.ended) return {...found, state: 'ended'};
  const ended = read ? undefined : endedRun(dir);
  if (ended) return {...found, state: 'ended', ended};
  if (read?.owner) return {...found, state: (await isDead(read.owner, observer)) ? 'dead' : 'alive'};
  const age = await heartbeatAgeMs(dir, observer.wallClock);
  return age === Infinity ? undefined : {...found, state: age > STALE_MS ? 'dead' : 'alive'};
}

/**
 * Whether the process has written its journal or keeps a heartbeat. Otherwise the run is just starting, or its process died before it
 * could.
 */
async function hasBegun({dir, state, record, unknown}: FoundRun): Promise<boolean> {
  return state !== 'alive' || (record ?? unknown) !== undefined || (await lastHeartbeat(dir)) !== undefined;
}

/** Removes a run's directory, if it exists. */
export async function removeRun(stateDir: string, id: RunId): Promise<void> {
  // Rename it first, so that no reader finds a partial run. The remains of interrupted removals are deleted too.
  const runs = runsDirectory(stateDir);
  await ifExists(removeFromList(runDirectory(stateDir, id), join(runs, `${REMOVED}${id}`)));
  const removed = namesIn(runs).filter(name => name.startsWith(REMOVED));
  for (const name of removed) removeFolder(join(runs, name));
}

/** Renames a run's directory. If the disk is too full for a new name, removes the directory in place. */
async function removeFromList(dir: string, removed: string): Promise<void> {
  try {
    renameSync(dir, removed);
  } catch (error) {
    if (!isFull(error)) throw error;
    removeFolder(dir);
  }
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    return [];
  }
}

const REMOVED = '.removed-';

async function makeRunDirectory(stateDir: string, now: Date): Promise<RunId> {
  await makePrivateDirectory(runsDirectory(stateDir));
  for (;;) {
    const id = newRunId(now, randomLetters(4));
    if (await succeeds(makeNew(runDirectory(stateDir, id)), ['EEXIST'])) return id;
  }
}

async function makeNew(path: string): Promise<void> {
  mkdirSync(path, {mode: 0o700});
}
