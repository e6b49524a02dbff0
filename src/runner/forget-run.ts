import {openClaimStore} from '../leases/claim-store.ts';
import type {Observer} from '../state/owner.ts';
import {lockForRecovery} from '../state/recovery-lock.ts';
import {findRun, listRuns, removeRun, type FoundRun} from '../state/run-directory.ts';
import {claimsDirectory} from '../state/state-directory.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import {recoverDeadRun, type RecoveryContext} from './dead-runs.ts';

/** The result of forgetting a run. */
export type Forgotten =
  | {
      readonly status: 'forgotten';
      readonly dropped: readonly Leftover[];
      readonly unknown: readonly string[];
    }
  | {readonly status: 'no-such-run' | 'alive' | 'busy'};

/**
 * Tears down a dead run and drops its leftovers from the journal: resources that are not visible from here, cannot be
 * removed, or are known only to a newer bottle. Also releases the addresses of the run.
 */
export async function forgetRun(name: string, context: RecoveryContext): Promise<Forgotten> {
  const {observer} = context;
  // Look the name up in the list, because it is unchecked user input.
  const run = (await listRuns(observer)).find(({id}) => id === name);
  if (!run) return {status: 'no-such-run'};
  if (run.state === 'alive') return {status: 'alive'};
  const dropped: Leftover[] = [];
  await recoverDeadRun(run.id, {
    ...context,
    emit: event => {
      if (event.type === 'dead-run-removed') dropped.push(...event.leftovers);
      context.emit(event);
    },
  });
  const left = await findRun(run.id, observer);
  if (left && !(await drop(left, observer))) return {status: 'busy'};
  return {status: 'forgotten', dropped, unknown: run.unknown?.unknown ?? []};
}

/** Deletes the run and its claims; `false` if another process is recovering it. */
async function drop({id, dir}: FoundRun, {stateDir}: Observer): Promise<boolean> {
  const unlock = await lockForRecovery(dir);
  if (!unlock) return false;
  const claims = openClaimStore(claimsDirectory(stateDir));
  for (const name of await claims.names()) {
    const held = await claims.holder(name);
    if (held?.owner?.run === id) await claims.release(held);
  }
  await removeRun(stateDir, id);
  await unlock();
  return true;
}
