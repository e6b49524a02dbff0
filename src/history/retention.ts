import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {EVENT_LOG, LOGS} from '../state/history-files.ts';
import {ignoreSystemErrors} from '../processes/expected-error.ts';
import {readKeptRuns, rememberKeptRuns, type KeptRun} from '../state/kept-runs.ts';
import type {Observer} from '../state/owner.ts';
import {listRuns, removeRun, type FoundRun} from '../state/run-directory.ts';

/** Limits on the history of ended runs. */
export interface RetentionLimits {
  /** Runs of each launch file. */
  readonly runs: number;
  /** Of all ended runs. */
  readonly bytes: number;
}

const MIB = 1024 * 1024;
const DEFAULTS = {runs: 20, mib: 200};

/** The limits that the environment sets: `BOTTLE_KEEP_RUNS`, `BOTTLE_KEEP_MIB`. */
export function retentionLimits(env: Readonly<Record<string, string | undefined>>): RetentionLimits {
  const runs = numberOf(env.BOTTLE_KEEP_RUNS) ?? DEFAULTS.runs;
  return {runs, bytes: (numberOf(env.BOTTLE_KEEP_MIB) ?? DEFAULTS.mib) * MIB};
}

function numberOf(text = ''): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * Deletes the oldest ended runs beyond the limits, but no live runs and no dead ones that are not recovered. The last run is kept
 * regardless of its size, since a report may have just printed the paths of its logs.
 */
export async function pruneEndedRuns(observer: Observer, limits: RetentionLimits): Promise<void> {
  await prune(observer, limits);
}

/** The same at the end of a run, which has written all that it must: the facts of runs that stay are remembered for the next one. */
export async function pruneAndRemember(observer: Observer, limits: RetentionLimits): Promise<void> {
  const kept = await prune(observer, limits);
  // Those with a journal are not over for good.
  const facts = kept.filter(run => run.ended).map(run => [run.id, run.facts] as const);
  await rememberKeptRuns(observer.stateDir, new Map(facts), readKeptRuns(observer.stateDir)).catch(
    ignoreSystemErrors,
  );
}

/** @returns the ended runs that stay */
async function prune(observer: Observer, limits: RetentionLimits): Promise<readonly SizedRun[]> {
  const {stateDir} = observer;
  const known = readKeptRuns(stateDir);
  const ended = (await listRuns(observer)).filter(({state}) => state === 'ended');
  const sized = ended.map(run => ({...run, facts: known.get(run.id) ?? measured(run)}));
  const deleted = new Set(beyond(sized.toReversed(), limits));
  for (const {id} of deleted) await removeRun(stateDir, id);
  return sized.filter(run => !deleted.has(run));
}

interface SizedRun extends FoundRun {
  readonly facts: KeptRun;
}

function measured({dir, record, ended}: FoundRun): KeptRun {
  const {file = '', runName = ''} = record ?? ended ?? {};
  return {file, runName, bytes: bytesOf(dir)};
}

/** @param runs the newest first */
function beyond(runs: readonly SizedRun[], limits: RetentionLimits): readonly SizedRun[] {
  const counts = new Map<string, number>();
  let bytes = 0;
  return runs.filter(({facts}, at) => {
    const count = (counts.get(facts.file) ?? 0) + 1;
    counts.set(facts.file, count);
    if (count > limits.runs) return true;
    bytes += facts.bytes;
    return bytes > limits.bytes && at > 0;
  });
}

/** The size of a run's events and logs. */
function bytesOf(dir: string): number {
  const logs = join(dir, LOGS);
  const paths = [join(dir, EVENT_LOG), ...namesIn(logs).map(name => join(logs, name))];
  return paths.reduce((sum, path) => sum + (statSync(path, {throwIfNoEntry: false})?.size ?? 0), 0);
}

function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
