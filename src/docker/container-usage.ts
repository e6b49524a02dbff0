import {get, connectionTo, type Connection} from './connection.ts';
import {locateEngine, type EngineLookup} from './engine-location.ts';
import type {EngineAt} from './docker.ts';
import {LABELS} from './labels.ts';

/** A container created by bottle, as listed by its engine. */
export interface ListedContainer {
  readonly isRunning: boolean;
  /** Its creation time, in milliseconds since the epoch. */
  readonly createdAt: number;
  /** `undefined` unless it is running, was requested, and the engine responded in time. */
  readonly usage: {readonly cpuMs: number; readonly memoryBytes: number} | undefined;
}

/** The time limit for each response of the engine. */
const LIMIT_MS = 5_000;

/**
 * Lists the containers of bottle's runs on an engine by name, with the usage of those in `used`; `undefined` if the
 * engine does not respond. Avoids dockerode, which takes as long to load as all of these requests.
 */
export async function listContainers(
  address: EngineAt,
  used: ReadonlySet<string>,
  lookup: EngineLookup,
): Promise<ReadonlyMap<string, ListedContainer> | undefined> {
  let connection: Connection | undefined;
  try {
    connection = connectionTo(locateEngine(address, lookup), lookup.env);
    const query = new URLSearchParams({all: 'true', filters: JSON.stringify({label: [LABELS.run]})});
    const listed = await json<readonly EngineContainer[]>(connection, `/containers/json?${query.toString()}`);
    return new Map(await Promise.all(listed.map(async each => await entryOf(each, used, connection))));
  } catch {
    // Without a valid response in time, the run is shown without this information.
    return undefined;
  } finally {
    connection?.agent.destroy();
  }
}

/** The fields of the engine's responses that bottle uses. */
interface EngineContainer {
  readonly Id: string;
  readonly Names: readonly string[];
  readonly State: string;
  /** In seconds since the epoch. */
  readonly Created: number;
}
interface EngineStats {
  readonly cpu_stats?: {readonly cpu_usage?: {readonly total_usage?: number}};
  readonly memory_stats?: {
    readonly usage?: number;
    readonly stats?: {readonly inactive_file?: number; readonly total_inactive_file?: number};
  };
}

async function entryOf(
  {Id, Names, State, Created}: EngineContainer,
  used: ReadonlySet<string>,
  connection: Connection | undefined,
): Promise<readonly [string, ListedContainer]> {
  const name = Names[0]?.replace(/^\//, '') ?? Id;
  const isRunning = State === 'running' || State === 'paused';
  const isAsked = isRunning && used.has(name) && connection;
  const usage = isAsked ? await usageOf(Id, connection).catch(() => undefined) : undefined;
  return [name, {isRunning, createdAt: Created * 1000, usage}];
}

/** A single reading, calculated as in `docker stats`: memory excludes the cache of inactive files. */
async function usageOf(id: string, connection: Connection): Promise<ListedContainer['usage']> {
  const stats = await json<EngineStats>(connection, `/containers/${id}/stats?stream=false&one-shot=true`);
  const {usage = 0, stats: memory} = stats.memory_stats ?? {};
  const cache = memory?.inactive_file ?? memory?.total_inactive_file ?? 0;
  return {
    cpuMs: (stats.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1e6,
    memoryBytes: Math.max(0, usage - cache),
  };
}

async function json<T>(connection: Connection, path: string): Promise<T> {
  const {status, body} = await get(connection, path, AbortSignal.timeout(LIMIT_MS));
  if (status !== 200) throw new Error(`the engine answered ${status}`);
  return JSON.parse(body) as T;
}
