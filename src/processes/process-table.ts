import {readdirSync} from 'node:fs';
import {uptime} from 'node:os';
import {setImmediate as nextTurn} from 'node:timers/promises';
import {ownVariables, processLink, processText} from './proc-files.ts';
import {parseStat} from './proc-stat.ts';
import {readPs} from './ps-table.ts';
import {sharedReading} from './shared-reading.ts';
import type {SeenProcess} from './seen-process.ts';
import {mayBeYounger} from './younger-processes.ts';

/** One reading of the system's processes. Details of a process are read on first use. */
export interface ProcessTable {
  readonly processes: readonly SeenProcess[];
  /** The variables `BOTTLE_…` that a process was started with, `NAME=value` each; none if they cannot be read. */
  environmentOf(pid: number): readonly string[];
  /** The pid namespace of a process, as the link says; `undefined` if it cannot be read. */
  namespaceOf(pid: number): string | undefined;
  /** The numbers that a process has in its own namespace; `undefined` if it is gone. */
  innerIdsOf(pid: number): InnerIds | undefined;
}

/** The numbers of a process in the innermost pid namespace that it is in. */
export interface InnerIds {
  readonly pid: number;
  readonly group: number;
  readonly session: number;
  /** How many namespaces lie between it and the reader. */
  readonly depth: number;
}

/**
 * Reads the table after this call, not before it: what the caller has just seen happen is in it. Calls that come while a
 * reading is under way share the next one, so that a teardown of hundreds of tasks reads it as often as one of a single task.
 */
export const readProcessTable = sharedReading(async (): Promise<ProcessTable> =>
  process.platform === 'linux' ? await readProc() : tableWithoutDetails(await readPs()),
);

/** The same, perhaps without processes that are older than the run of this process. */
export const readYoungerProcesses = sharedReading(async (): Promise<ProcessTable> =>
  process.platform === 'linux' ? await readProc(mayBeYounger) : tableWithoutDetails(await readPs()),
);

type Choice = (pid: number) => boolean;

/** After so many processes other work gets its turn. */
const CHUNK = 200;

/** By one descriptor at a time, since a teardown may have no more: 12 ms for 400 processes with their environments. */
async function readProc(choose = (): Choice => () => true): Promise<ProcessTable> {
  const listed = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
  // After the listing, so that the last number given covers all of it.
  const pids = listed.filter(choose());
  const bootedAt = bootTime();
  const processes: SeenProcess[] = [];
  for (const [index, pid] of pids.entries()) {
    if (index % CHUNK === CHUNK - 1) await nextTurn();
    const seen = parseStat(processText(pid, 'stat') ?? '', bootedAt);
    if (seen) processes.push(seen);
  }
  return {
    processes,
    environmentOf: remembered(ownVariables),
    namespaceOf: remembered(pid => processLink(pid, 'ns/pid')),
    innerIdsOf: remembered(pid => innerIds(processText(pid, 'status') ?? '')),
  };
}

/** When this machine was started, by its clock as it is now. */
export function bootTime(): number {
  return Date.now() - uptime() * 1000;
}

function tableWithoutDetails(processes: readonly SeenProcess[]): ProcessTable {
  return {
    processes,
    environmentOf: () => [],
    namespaceOf: () => undefined,
    innerIdsOf: () => undefined,
  };
}

/** The lines NSpid, NSpgid and NSsid of proc_pid_status(5): a number for each namespace, the innermost last. */
function innerIds(status: string): InnerIds | undefined {
  const [pids, groups, sessions] = ['NSpid', 'NSpgid', 'NSsid'].map(
    field => new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/).map(Number) ?? [],
  );
  const [pid, group, session] = [pids?.at(-1), groups?.at(-1), sessions?.at(-1)];
  if (pid === undefined || group === undefined || session === undefined) return undefined;
  return {pid, group, session, depth: (pids?.length ?? 1) - 1};
}

function remembered<T>(look: (pid: number) => T): (pid: number) => T {
  const known = new Map<number, T>();
  return pid => {
    if (!known.has(pid)) known.set(pid, look(pid));
    return known.get(pid) as T;
  };
}
