import type {Clock} from '../vocabulary/clock.ts';
import type {SocketCounter, SocketTable} from './socket-table.ts';
import {
  watchedListeners,
  type ChooseSockets,
  type Watched,
  type WatchedListeners,
} from './watched-listeners.ts';

/**
 * Watches for new listeners without connecting to them, until `signal` is aborted; `undefined` if the system does not show listeners.
 * `choose` returns the sockets that would accept the connection.
 */
export type WatchListeners = (choose: ChooseSockets, signal: AbortSignal) => WatchedListeners | undefined;

/**
 * Watches the number of sockets, and reads the table only if the number has changed. The number takes a few microseconds to read, the
 * table up to a few milliseconds. All watches share both. A new listener is missed if another socket closes between two readings.
 */
export function createListenerWatch(table: SocketTable, clock: Clock): WatchListeners {
  let current: SharedWatch | undefined;
  return (choose, signal) => {
    if (!current || current.over.signal.aborted) {
      const counter = table.openCounter();
      if (!counter) return undefined;
      const begun = {counter, watched: new Set<Watched>(), over: new AbortController()};
      current = begun;
      // The first reading is for all watches that begin in this turn.
      queueMicrotask(() => void keepLooking(begun, table, clock));
    }
    return join(current, watchedListeners(choose, clock.now()), signal);
  };
}

/** Lasts from the start of its first watch to the end of its last watch. */
interface SharedWatch {
  readonly counter: SocketCounter;
  readonly watched: Set<Watched>;
  readonly over: AbortController;
}

function join({watched, over}: SharedWatch, joining: Watched, signal: AbortSignal): WatchedListeners {
  watched.add(joining);
  const leave = (): void => {
    watched.delete(joining);
    if (watched.size === 0) over.abort();
  };
  signal.addEventListener('abort', leave, {once: true});
  return joining;
}

/** The maximum share of time spent reading the table, no matter how often the number of sockets changes. */
const MAX_LOAD = 0.1;

async function keepLooking(
  {counter, watched, over: {signal}}: SharedWatch,
  table: SocketTable,
  clock: Clock,
): Promise<void> {
  let seen: string | undefined;
  let readAgainAt = 0;
  while (!signal.aborted) {
    const count = counter.read();
    const hasChanged = count !== seen || [...watched].some(({isNew}) => isNew);
    const begunAt = clock.now();
    if (hasChanged && begunAt >= readAgainAt) {
      seen = count;
      const sockets = table.read();
      for (const each of watched) each.see(sockets);
      readAgainAt = clock.now() + (clock.now() - begunAt) / MAX_LOAD;
    }
    await clock.sleep(pauseMs(watched, clock.now()), signal);
  }
  counter.close();
}

/** The pause between two readings, as a share of the time that the newest watch has waited. */
const SHARE = 0.002;
const SHORTEST_MS = 2;
const LONGEST_MS = 25;

function pauseMs(watched: ReadonlySet<Watched>, now: number): number {
  const youngest = [...watched].at(-1);
  const elapsed = youngest ? now - youngest.startedAt : 0;
  return Math.min(Math.max(elapsed * SHARE, SHORTEST_MS), LONGEST_MS);
}
