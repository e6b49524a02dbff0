import {readdirSync} from 'node:fs';
import {uptime} from 'node:os';
import {ownVariables, processLink, processText} from './proc-files.ts';
import {parseStat} from './proc-stat.ts';
import {readPs} from './ps-table.ts';
import {sharedReading} from './shared-reading.ts';
import type {SeenProcess} from './seen-process.ts';
import {mayBeYounger} from './younger-processes.ts';
import {nextTurn} from './next-turn.ts';

/** A snapshot of the system's processes. The details of a process are read on first use. */
export interface ProcessTable {
  readonly processes: readonly SeenProcess[];
  /** The `BOTTLE_…` variables that a process was started with, each as `NAME=value`; empty if they cannot be read. */
  environmentOf(pid: number): readonly string[];
  /** The pid namespace of a process, such as `pid:[4026531836]`; `undefined` if it cannot be read. */
  namespaceOf(pid: number): string | undefined;
  /** The ids of a process in its own namespace; `undefined` if it has exited. */
  innerIdsOf(pid: number): InnerIds | undefined;
}

/** The ids of a process in its innermost pid namespace. */
export interface InnerIds {
  readonly pid: number;
  readonly group: number;
  readonly session: number;
  /** How many levels its namespace is below the reader's. */
  readonly depth: number;
}

/**
 * Reads the process table. The read always starts after the call, so the table includes everything that the caller has just observed.
 * Calls during a read share the next read, so a teardown of hundreds of tasks needs no more reads than a teardown of one.
 */
export const readProcessTable = sharedReading(async (): Promise<ProcessTable> =>
  process.platform === 'linux' ? await readProc() : tableWithoutDetails(await readPs()),
);

/** Like {@link readProcessTable}, but may omit processes older than this process's run. */
export const readYoungerProcesses = sharedReading(async (): Promise<ProcessTable> =>
  process.platform === 'linux' ? await readProc(mayBeYounger) : tableWithoutDetails(await readPs()),
);

type Choice = (pid: number) => boolean;

/** The number of processes to read before yielding to other work. */
const CHUNK = 200;

/** Uses one descriptor at a time, since a teardown may have no more. 400 processes with their environments take 12 ms. */
async function readProc(choose = (): Choice => () => true): Promise<ProcessTable> {
  const listed = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
  // Call `choose` after the listing, so that the last pid it reads covers all listed processes.
  const pids = listed.filter(choose());
  const bootedAt = bootTime();
  const processes: SeenProcess[] = [];
  for (const [index, pid] of pids.entries()) {
    if (index % CHUNK === CHUNK - 1) await nextTurn();
    const seen = readProcess(pid, bootedAt);
    if (seen) processes.push(seen);
  }
  return {
    processes,
    environmentOf: remembered(ownVariables),
    namespaceOf: remembered(pid => processLink(pid, 'ns/pid')),
    innerIdsOf: remembered(pid => innerIds(processText(pid, 'status') ?? '')),
  };
}

/** A live process on a system with /proc; `undefined` if there is none with this pid. */
export function readProcess(pid: number, bootedAt = bootTime()): SeenProcess | undefined {
  return parseStat(processText(pid, 'stat') ?? '', bootedAt);
}

/** The boot time of this machine, by its current clock. */
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

/** Parses the lines NSpid, NSpgid and NSsid of proc_pid_status(5), which have an id for each namespace, the innermost last. */
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
