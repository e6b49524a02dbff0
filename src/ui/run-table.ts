import {join} from 'node:path';
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
import {nextTurn} from '../processes/next-turn.ts';

/** A run as last seen. */
export interface SeenRun {
  readonly run: KnownRun;
  readonly summary: RunSummary;
}

/** All runs as last seen. Each run is read completely once; later calls read only new events. */
export interface RunTable {
  readonly runs: ReadonlyMap<RunId, SeenRun>;
  /** Adds new runs and removes deleted ones. Returns whether the facts of a new run are not on disk yet. */
  scan(): Promise<boolean>;
  /** Looks up a run, and reads its state and new events. */
  look(id: string): Promise<SeenRun | undefined>;
  /** Reads new events of a run. */
  read(id: RunId): void;
}

export interface TableOptions {
  readonly observer: Observer;
  /** Formats a failure as a single line. */
  readonly headline: (failure: TaskFailure) => string;
  /** Called when a run was added, changed or deleted (`undefined`). */
  readonly onChange: (id: RunId, summary: RunSummary | undefined) => void;
}

export function createRunTable({observer, headline, onChange}: TableOptions): RunTable {
  const runs = new Map<RunId, SeenRun>();
  /** Status readers of runs that have not ended. */
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
    // The events of an ended run are read only once, since an ended run never changes.
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
      // Newest first, since users look at the newest runs first.
      for (const id of ids.toReversed().filter(each => !runs.has(each))) {
        await look(id);
        // Lets the server answer requests in the meantime.
        await nextTurn();
      }
      return ids.some(id => !runs.has(id));
    },
    read(id) {
      const run = runs.get(id)?.run;
      if (run) see(run);
    },
  };
}

/** Returns a function for the state of a run; each call reads only new events. */
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
