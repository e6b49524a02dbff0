import {openClaimStore} from '../leases/claim-store.ts';
import type {Observer} from '../state/owner.ts';
import {lockForRecovery} from '../state/recovery-lock.ts';
import {findRun, listRuns, removeRun, type FoundRun} from '../state/run-directory.ts';
import {claimsDirectory} from '../state/state-directory.ts';
import type {LeftoverFact} from '../vocabulary/event.ts';
import {recoverDeadRun, type RecoveryContext} from './dead-runs.ts';

/** How forgetting a run ended. */
export type Forgotten =
  | {
      readonly status: 'forgotten';
      readonly dropped: readonly LeftoverFact[];
      readonly unknown: readonly string[];
    }
  | {readonly status: 'no-such-run' | 'alive' | 'busy'};

/**
 * Removes what can be removed of a dead run, and drops the rest from the journal: what cannot be seen from here, does not
 * let itself be removed, or is known to a newer bottle only. Its addresses are free after that.
 */
export async function forgetRun(name: string, context: RecoveryContext): Promise<Forgotten> {
  const {observer} = context;
  // By the list, since any words may have been given.
  const run = (await listRuns(observer)).find(({id}) => id === name);
  if (!run) return {status: 'no-such-run'};
  if (run.state === 'alive') return {status: 'alive'};
  const dropped: LeftoverFact[] = [];
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

/** Deletes the run and its claims; `false` while another process recovers it. */
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
