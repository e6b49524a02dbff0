import {join} from 'node:path';
import {setImmediate} from 'node:timers/promises';
import {createLineReader} from '../history/line-reader.ts';
import {parseEvent} from '../history/read-events.ts';
import {emptyStatus, fold, type RunStatus} from '../history/run-status.ts';
import {runWithId, type KnownRun} from '../runs/known-run.ts';
import type {RunSummary} from '../schema/ui-api.ts';
import {EVENT_LOG} from '../state/history-files.ts';
import type {Observer} from '../state/owner.ts';
import {runIds} from '../state/run-directory.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import {isRunId, type RunId} from '../vocabulary/ids.ts';
import {isSameSummary, runSummary} from './run-summary.ts';

/** A run as last seen. */
export interface SeenRun {
  readonly run: KnownRun;
  readonly summary: RunSummary;
}

/** All runs as last seen. Each is read to its end once; later calls read what is new. */
export interface RunTable {
  readonly runs: ReadonlyMap<RunId, SeenRun>;
  /** Adds new runs, and removes those that were deleted. Returns whether a run is so new that its facts are not on disk yet. */
  scan(): Promise<boolean>;
  /** Looks for a run, in which state it is, and for new events of it. */
  look(id: string): Promise<SeenRun | undefined>;
  /** Reads new events of a run. */
  read(id: RunId): void;
}

export interface TableOptions {
  readonly observer: Observer;
  /** A failure in one line. */
  readonly headline: (failure: TaskFailure) => string;
  /** Called with each run that is new, has changed, or was deleted (`undefined`). */
  readonly onChange: (id: RunId, summary: RunSummary | undefined) => void;
}

export function createRunTable({observer, headline, onChange}: TableOptions): RunTable {
  const runs = new Map<RunId, SeenRun>();
  /** Of runs that have not ended. */
  const readers = new Map<RunId, () => RunStatus>();

  const see = (run: KnownRun): SeenRun => {
    const {id, dir, state} = run;
    const read = readers.get(id) ?? statusReader(dir);
    const summary = runSummary(run, read(), headline);
    if (state === 'ended') readers.delete(id);
    else readers.set(id, read);
    const before = runs.get(id)?.summary;
    const seen = {run, summary};
    runs.set(id, seen);
    if (!isSameSummary(before, summary)) onChange(id, summary);
    return seen;
  };
  const remove = (id: RunId): void => {
    readers.delete(id);
    if (runs.delete(id)) onChange(id, undefined);
  };
  const look = async (id: string): Promise<SeenRun | undefined> => {
    const run = await runWithId(id, observer);
    const before = run && runs.get(run.id);
    // Its events are read once: an ended run stays one.
    if (run?.state === 'ended' && before?.run.state === 'ended') return before;
    if (run) return see(run);
    if (isRunId(id)) remove(id);
    return undefined;
  };
  return {
    runs,
    look,
    async scan() {
      const ids = await runIds(observer);
      for (const id of runs.keys()) if (!ids.includes(id)) remove(id);
      // The newest first, since they are looked at first.
      for (const id of ids.toReversed().filter(each => !runs.has(each))) {
        await look(id);
        // Requests are answered meanwhile.
        await setImmediate();
      }
      return ids.some(id => !runs.has(id));
    },
    read(id) {
      const run = runs.get(id)?.run;
      if (run) see(run);
    },
  };
}

/** Gives the state of a run by all of its events; each call reads those that are new. */
function statusReader(dir: string): () => RunStatus {
  const lines = createLineReader(join(dir, EVENT_LOG));
  let status = emptyStatus;
  return () => {
    lines.extend();
    for (let line = lines.next(); line !== undefined; line = lines.next()) {
      const event = parseEvent(line);
      if (event) status = fold(status, event);
    }
    return status;
  };
}
