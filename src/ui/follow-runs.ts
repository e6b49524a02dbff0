import {isDead, type Observer} from '../state/owner.ts';
import {isSystemError} from '../processes/expected-error.ts';
import type {RunId} from '../vocabulary/ids.ts';
import type {RunTable, SeenRun} from './run-table.ts';
import {createRounds} from './rounds.ts';
import {createRunWatches} from './run-watches.ts';

/** Keeps a table of runs up to date. */
export interface Following {
  /** Settles once all runs have been read. */
  readonly isRead: Promise<void>;
  stop(): void;
}

export interface FollowRunsOptions {
  readonly observer: Observer;
  readonly table: RunTable;
  /** Called after the events or the state of a run may have changed. */
  readonly onChange: (id: RunId) => void;
  /** Called with unexpected errors. */
  readonly onBug: (error: unknown) => void;
}

/** Changes within this time are read together. */
const COALESCE_MS = 50;

/** Interval for checking processes, since the system does not report the end of a process that is not a child. */
const TICK_MS = 400;

/** Processes that are more expensive to check are checked only once in this many ticks (see {@link isEasilySeen}). */
const SLOW_TICKS = 12;

/** Keeps a table of runs up to date in rounds. Each round reads everything that watches and ticks have marked as stale. */
export function followRuns({observer, table, onChange, onBug}: FollowRunsOptions): Following {
  const staleEvents = new Set<RunId>();
  const staleStates = new Set<RunId>();
  let isListStale = false;
  let ticks = 0;

  const rounds = createRounds(async () => {
    await readStale().catch((error: unknown) => {
      if (!isSystemError(error)) {
        onBug(error);
        return;
      }
      // For example too many open files; the next tick tries again.
      isListStale = true;
      for (const id of table.runs.keys()) staleStates.add(id);
    });
  }, COALESCE_MS);

  const watches = createRunWatches(observer.stateDir, {
    list() {
      isListStale = true;
      rounds.plan();
    },
    events(id) {
      staleEvents.add(id);
      rounds.plan();
    },
    state(id) {
      staleStates.add(id);
      rounds.plan();
    },
  });

  async function readStale(): Promise<void> {
    const [states, events] = [taken(staleStates), taken(staleEvents)];
    if (watches.watchList() || isListStale) {
      isListStale = false;
      if (await table.scan()) isListStale = true;
    }
    for (const id of states) await table.look(id);
    for (const id of events) if (!states.includes(id)) table.read(id);
    watchNew();
    for (const id of new Set([...states, ...events])) onChange(id);
  }

  /** Watches new runs. The next round reads events that were written before the watch began. */
  function watchNew(): void {
    for (const {run} of table.runs.values()) {
      if (run.state === 'ended') watches.unwatchRun(run.id);
      else if (watches.watchRun(run.id, run.dir)) staleEvents.add(run.id);
    }
    if (staleEvents.size > 0) rounds.plan();
  }

  async function tick(): Promise<void> {
    const isSlow = ++ticks % SLOW_TICKS === 0;
    for (const {run} of table.runs.values()) {
      if (run.state === 'ended') continue;
      const isDue = run.state === 'alive' && (isSlow || isEasilySeen(run, observer));
      if (isDue && (await isGone(run, observer))) staleStates.add(run.id);
      if (!watches.isWatched(run.id)) staleEvents.add(run.id);
    }
    if (watches.watchList()) isListStale = true;
    if (isListStale || staleStates.size + staleEvents.size > 0) rounds.plan();
  }

  const ticking = setInterval(() => void tick().catch(onBug), TICK_MS);
  ticking.unref();
  return {
    isRead: rounds.begin(),
    stop() {
      rounds.stop();
      clearInterval(ticking);
      watches.close();
    },
  };
}

function taken(ids: Set<RunId>): readonly RunId[] {
  const all = [...ids];
  ids.clear();
  return all;
}

/** Whether the process of a run can be checked in /proc of this namespace, which takes only microseconds. */
function isEasilySeen({found}: SeenRun['run'], {here}: Observer): boolean {
  return process.platform === 'linux' && found.record?.owner.pidNamespace === here.pidNamespace;
}

async function isGone({found}: SeenRun['run'], observer: Observer): Promise<boolean> {
  return found.record === undefined || (await isDead(found.record.owner, observer));
}
