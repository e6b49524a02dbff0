import type {Kind} from '../tasks/kind.ts';
import type {Services} from '../tasks/services.ts';
import {releaseDisk, reserveDisk} from '../state/disk-reserve.ts';
import {openJournal} from '../state/journal.ts';
import {lastSeen} from '../state/last-seen.ts';
import {keepHistory, writeEndOfDeadRun} from '../history/keep-history.ts';
import {readStatus} from '../history/read-events.ts';
import {pruneEndedRuns, retentionLimits} from '../history/retention.ts';
import {ignoreSystemErrors} from '../processes/expected-error.ts';
import {isDead, type Observer} from '../state/owner.ts';
import type {UnknownJournal} from '../state/read-journal.ts';
import {lockForRecovery} from '../state/recovery-lock.ts';
import {findRun, listRuns, removeRun, type FoundRun} from '../state/run-directory.ts';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import {untilReady} from '../polling/poller.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import type {StopBudget} from './stop-budget.ts';
import {taskJournal} from './task-journal.ts';
import {tearDownFromJournal} from './teardown.ts';

/** Inputs of the recovery of dead runs. */
export interface RecoveryContext {
  readonly observer: Observer;
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly services: Services;
  /** The environment of this bottle process. */
  readonly env: Readonly<Record<string, string>>;
  readonly budget: Pick<StopBudget, 'force' | 'expired' | 'share' | 'leastGraceMs'>;
  readonly emit: (event: RunEventBody) => void;
}

/** Finds dead runs. Runs of `file` are torn down. Others are only reported, and are recovered when one of their addresses is needed. */
export async function recoverDeadRuns(file: string, recovery: RecoveryContext): Promise<void> {
  const {observer} = recovery;
  const runs = await listRuns(observer);
  const dead = runs.filter(({state}) => state === 'dead');
  for (const run of dead) await recoverIf(run.record?.file === file || !run.record, run, recovery);
  // This run may have used the reserve to start. The recovery has freed space since then.
  if (dead.length > 0) await reserveDisk(observer.stateDir);
  await finishEndedRuns(observer, runs);
}

/** Deletes the remains of runs that were killed just before they finished. */
export async function finishEndedRuns(observer: Observer, runs?: readonly FoundRun[]): Promise<void> {
  for (const run of runs ?? (await listRuns(observer)))
    if (run.state === 'ended' && run.record && (await isDead(run.record.owner, observer)))
      await finish(run, observer);
}

/** Keeps the events and logs of a run that was torn down, if it has any. */
async function finish({id, dir}: FoundRun, {stateDir}: Observer): Promise<void> {
  await keepHistory(dir, async () => await writeEndOfDeadRun(dir));
  if ((await readStatus(dir)) === undefined) await removeRun(stateDir, id);
}

/** Reports a dead run, and recovers it if `isMeant`. Does not recover a run that only a newer bottle can recover. */
export async function recoverIf(isMeant: boolean, run: FoundRun, recovery: RecoveryContext): Promise<void> {
  const {emit} = recovery;
  const kept = unknownTo(run, recovery);
  if (kept) {
    emit({type: 'dead-run-kept', run: run.id, ...kept});
    return;
  }
  if (run.record) emit({type: 'dead-run-found', run: run.id, file: run.record.file, sameFile: isMeant});
  if (isMeant) await recoverDeadRun(run.id, recovery);
}

/**
 * Tears down a dead run from its journal. If another process is already recovering it, waits for that process. Leftovers remain in
 * the run's journal for the next recovery.
 *
 * @returns whether the run was removed completely
 */
export async function recoverDeadRun(id: RunId, recovery: RecoveryContext): Promise<boolean> {
  const unlock = await acquireRecoveryLock(id, recovery);
  // Read the run again, because the previous owner of the lock may have just finished.
  const run = await findRun(id, recovery.observer);
  try {
    return unlock && run?.state === 'dead' ? await recover(run, recovery) : !run || run.state === 'ended';
  } finally {
    await unlock?.();
  }
}

/** Waits for the recovery lock of a dead run; `undefined` if the run has been recovered in the meantime or the wait timed out. */
async function acquireRecoveryLock(
  id: RunId,
  {observer, services, budget}: RecoveryContext,
): Promise<(() => Promise<void>) | undefined> {
  let unlock: (() => Promise<void>) | undefined;
  const lock = {
    description: `the recovery lock of run ${id}`,
    check: async (): Promise<ProbeResult> => {
      const run = await findRun(id, observer);
      if (run?.state === 'dead') unlock = await lockForRecovery(run.dir);
      const isOver = unlock !== undefined || run?.state !== 'dead';
      return isOver ? {status: 'ready'} : {status: 'pending', lastSeen: 'another process is recovering it'};
    },
  };
  const limits = {timeoutMs: OTHER_RECOVERY_MS, attemptTimeoutMs: OTHER_RECOVERY_MS, successes: 1};
  // A forced teardown does not wait for another process, but still recovers runs that no other process is recovering.
  if ((await lock.check()).status === 'pending')
    await untilReady(lock, limits, {clock: services.clock, signal: budget.force});
  return unlock;
}

/** The maximum wait while another process recovers a dead run, enough for several consecutive grace periods. */
const OTHER_RECOVERY_MS = 60_000;

/** The parts of a run that only a newer bottle can remove; `undefined` if there are none. */
function unknownTo(
  {record, unknown}: FoundRun,
  {kinds}: RecoveryContext,
): Omit<UnknownJournal, 'ended' | 'owner'> | undefined {
  if (unknown) {
    const {ended, owner, ...kept} = unknown;
    return kept;
  }
  if (!record) return undefined;
  const unknownKinds = record.tasks.filter(
    ({task, kind}) => record.made.has(task) && !Object.hasOwn(kinds, kind),
  );
  const parts = [...new Set(unknownKinds.map(({kind}) => `kind \`${kind}\``))];
  return parts.length > 0 ? {unknown: parts, file: record.file} : undefined;
}

async function recover(run: FoundRun, recovery: RecoveryContext): Promise<boolean> {
  const {id, dir, record} = run;
  const {kinds, observer, services, env, emit} = recovery;
  if (unknownTo(run, recovery)) return false;
  if (record) {
    const kindNames = new Map(record.tasks.map(({task, kind}) => [task, kind]));
    const graph = new Map<TaskName, readonly TaskName[]>(record.tasks.map(({task, needs}) => [task, needs]));
    const kindOf = (task: TaskName): Kind => kinds[kindNames.get(task) ?? ''] as Kind;
    await releaseDisk(dir);
    const journal = await openJournal(dir);
    const tasks = taskJournal(journal, {before: record.made});
    // Reported as a single event, because tasks of this run may have the same names.
    const leftovers = await tearDownFromJournal({
      ...recovery,
      run: {id, lastSeen: await lastSeen(dir, record)},
      emit: event => {
        if (event.type === 'task-warned') emit({...event, type: 'dead-run-warned', run: id});
      },
      graph,
      kindOf,
      journal: tasks,
    });
    if (leftovers.length === 0) {
      // A builder may have died after it finished its work, in which case no other process takes over its claim.
      await services.artifacts.lock.releaseOf(id);
      await journal.append({entry: 'run-ended'}).catch(ignoreSystemErrors);
    }
    await journal.close();
    const left = [...record.made.keys()].filter(task => tasks.made(task).length > 0);
    emit({type: 'dead-run-removed', run: id, removed: record.made.size - left.length, leftovers});
    if (leftovers.length > 0) return false;
  }
  await finish(run, observer);
  await pruneEndedRuns(observer, retentionLimits(env));
  return true;
}
