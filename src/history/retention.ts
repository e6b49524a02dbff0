import {readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {EVENT_LOG, LOGS} from '../state/history-files.ts';
import {ignoreSystemErrors} from '../processes/expected-error.ts';
import {readKeptRuns, rememberKeptRuns, type KeptRun} from '../state/kept-runs.ts';
import type {Observer} from '../state/owner.ts';
import {listRuns, removeRun, type FoundRun} from '../state/run-directory.ts';

/** Limits on the history of ended runs. */
export interface RetentionLimits {
  /** Maximum number of runs per launch file. */
  readonly runs: number;
  /** Maximum total size of all ended runs. */
  readonly bytes: number;
}

const MIB = 1024 * 1024;
const DEFAULTS = {runs: 20, mib: 200};

/** The limits from `BOTTLE_KEEP_RUNS` and `BOTTLE_KEEP_MIB`, or the defaults. */
export function retentionLimits(env: Readonly<Record<string, string | undefined>>): RetentionLimits {
  const runs = numberOf(env.BOTTLE_KEEP_RUNS) ?? DEFAULTS.runs;
  return {runs, bytes: (numberOf(env.BOTTLE_KEEP_MIB) ?? DEFAULTS.mib) * MIB};
}

function numberOf(text = ''): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * Deletes the oldest ended runs beyond the limits. Live runs and dead runs before their recovery are kept. The latest run is kept
 * regardless of its size, since the paths of its logs may have just been printed.
 */
export async function pruneEndedRuns(observer: Observer, limits: RetentionLimits): Promise<void> {
  await prune(observer, limits);
}

/** Prunes at the end of a run, after its last write, and saves the facts of the remaining runs, so that the next run is faster. */
export async function pruneAndRemember(observer: Observer, limits: RetentionLimits): Promise<void> {
  const kept = await prune(observer, limits);
  // Runs with a journal are not completely over.
  const facts = kept.filter(run => run.ended).map(run => [run.id, run.facts] as const);
  await rememberKeptRuns(observer.stateDir, new Map(facts), readKeptRuns(observer.stateDir)).catch(
    ignoreSystemErrors,
  );
}

/** @returns the remaining ended runs */
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

/** @param runs newest first */
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
