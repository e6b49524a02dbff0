import {listContainers, type ListedContainer} from '../docker/container-usage.ts';
import type {EngineLookup} from '../docker/engine-location.ts';
import type {Here} from '../processes/process-identity.ts';
import {readProcessTable} from '../processes/process-table.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {DockerRecord, MadeRecord, ObjectRecord, ProcessRecord} from '../vocabulary/journal-record.ts';
import type {KnownRun} from './known-run.ts';
import {seeTasks, type SeenTasks, type Usage} from './task-usage.ts';

/** The observed state of a task, independent of its events. */
export interface ObservedTask {
  /** Whether its processes and containers exist; `none` if it has created none. */
  readonly things: 'there' | 'gone' | 'unknown' | 'none';
  readonly pid?: number;
  readonly container?: string;
  readonly machine?: string;
  readonly usage: Usage | undefined;
}

/** A snapshot of runs. */
export interface Observation {
  /** Wall-clock time. */
  readonly at: number;
  taskOf(run: RunId, task: TaskName): ObservedTask;
}

/** Looks up the processes and containers in the journals of runs, with one process list and one query per engine. */
export async function observe(
  runs: readonly KnownRun[],
  {here, ...engines}: EngineLookup & {readonly here: Here},
): Promise<Observation> {
  const made = new Map(
    runs.flatMap(({id, found}) =>
      [...(found.record?.made ?? [])].map(([task, records]) => [keyOf(id, task), {run: id, task, records}]),
    ),
  );
  const all = [...made.values()];
  const containersOf = await listEngines(
    all.flatMap(({records}) => records.filter(isContainer)),
    engines,
  );
  const started = all.flatMap(({run, task, records}) =>
    records.filter(isProcess).map(record => ({run, task, record})),
  );
  const seen = seeTasks(await readProcessTable(), started, here);
  return {
    at: Date.now(),
    taskOf(run, task) {
      const records = made.get(keyOf(run, task))?.records ?? [];
      return observedTask(records, {seen, containersOf, processes: seen.usageOf(run, task)});
    },
  };
}

/** Containers by engine address and name; `undefined` for an engine that does not respond. */
type Engines = ReadonlyMap<string, ReadonlyMap<string, ListedContainer> | undefined>;

async function listEngines(records: readonly DockerRecord[], lookup: EngineLookup): Promise<Engines> {
  const names = new Set(records.map(({name}) => name));
  const engines = new Map(records.map(record => [record.engine, record]));
  return new Map(
    await Promise.all(
      [...engines].map(async ([address, at]) => [address, await listContainers(at, names, lookup)] as const),
    ),
  );
}

function observedTask(
  records: readonly MadeRecord[],
  {
    seen,
    containersOf,
    processes,
  }: {readonly seen: SeenTasks; readonly containersOf: Engines; readonly processes: Usage | undefined},
): ObservedTask {
  const process = records.findLast(isProcess);
  const container = records.findLast(isContainer);
  // Clusters are not queried, since their API servers may be far away.
  const pod = records.findLast(isPod);
  const named = container ?? pod;
  const machine = records.find(({made}) => made === 'machine');
  const inEngine = container && containersOf.get(container.engine);
  const listed = container && inEngine?.get(container.name);
  return {
    things: thingsOf([
      ...records.filter(isProcess).map(record => existence(seen.leaderOf(record))),
      ...(container ? [inEngine ? existence(listed?.isRunning ? listed : undefined) : 'unknown'] : []),
      ...(machine || pod ? (['unknown'] as const) : []),
    ]),
    ...(process && {pid: process.pid}),
    ...(named && {container: named.name}),
    ...(machine && 'name' in machine && {machine: machine.name}),
    usage: listed?.usage ? {startedAt: listed.createdAt, ...listed.usage} : processes,
  };
}

type Existence = 'there' | 'gone' | 'unknown';

function existence(thing: object | undefined | null): Existence {
  if (thing === null) return 'unknown';
  return thing === undefined ? 'gone' : 'there';
}

function thingsOf(all: readonly Existence[]): ObservedTask['things'] {
  return (['there', 'unknown', 'gone'] as const).find(each => all.includes(each)) ?? 'none';
}

function isProcess(record: MadeRecord): record is ProcessRecord {
  return record.made === 'process';
}

function isContainer(record: MadeRecord): record is DockerRecord {
  return record.made === 'container';
}

function isPod(record: MadeRecord): record is ObjectRecord {
  return record.made === 'object' && record.kind === 'Pod';
}

function keyOf(run: RunId, task: TaskName): string {
  return `${run} ${task}`;
}
