import type {RunLoss} from '../state/run-directory.ts';
import {reserveDisk} from '../state/disk-reserve.ts';
import {isSystemError} from '../processes/expected-error.ts';
import {stateId} from '../state/state-id.ts';
import type {Session} from './session.ts';

/** Inputs for restoring a run's directory. */
export interface Restoration extends Pick<
  Session,
  'facts' | 'logs' | 'eventLog' | 'services' | 'emit' | 'fail'
> {
  readonly stateDir: string;
  /** Restores the other contents of the directory. */
  readonly restored: () => Promise<void>;
}

/**
 * Reports that the run has lost its heartbeat. Without a heartbeat, other processes would soon consider the run dead, stop its tasks
 * and lease its addresses. So the run ends if the heartbeat cannot be restored.
 */
export async function handleHeartbeatLoss(
  {why, recovered, isDeleted}: RunLoss,
  restoration: Restoration,
): Promise<void> {
  const {facts, emit, fail} = restoration;
  emit({type: 'heartbeat-lost', why, recovered});
  if (!recovered) fail({reason: 'heartbeat-lost', dir: facts.dir, why});
  else if (isDeleted) await restoreRun(restoration);
}

/**
 * Restores the files of the run's directory that other processes read: its address leases, and the id of the state directory, which
 * is a label of its Docker objects. The journal has already been restored. This is safe even if another run has started in the
 * meantime, because the directory is named after its run, and a recovery identifies resources by nonces and start times.
 */
async function restoreRun({
  facts,
  logs,
  eventLog,
  services,
  emit,
  stateDir,
  restored,
}: Restoration): Promise<void> {
  const warn = (warning: string): void => emit({type: 'run-warned', warning});
  logs.reopen();
  eventLog.reopen();
  warn(
    `the directory of this run was deleted (${facts.dir}) and has been restored, but earlier logs and files of tasks are lost`,
  );
  try {
    await stateId(stateDir, facts.state);
    for (const {claim, owner} of await services.leases.restore())
      warn(`address ${claim} of this run was leased by ${owner?.run ?? 'another run'} in the meantime`);
    await reserveDisk(facts.dir);
    await restored();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    warn(`the state directory could not be restored completely: ${error.message}`);
  }
}
