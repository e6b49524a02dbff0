import type {Deletion} from '../state/run-directory.ts';
import {reserveDisk} from '../state/disk-reserve.ts';
import {isSystemError} from '../processes/expected-error.ts';
import {stateId} from '../state/state-id.ts';
import type {Session} from './session.ts';

/** Inputs of the restoration of a run's directory. */
export interface Restoration extends Pick<Session, 'facts' | 'logs' | 'services' | 'emit'> {
  readonly stateDir: string;
}

/**
 * Reports that the directory of a run was deleted, and restores the files that other processes read: its address leases, and
 * the id of the state directory, which is a label of its Docker objects. The journal has been restored already. That is safe even
 * if another run has started meanwhile: the directory has the id of its run, and recovery identifies resources by nonces and
 * start times.
 */
export async function restoreRun(
  {restored}: Deletion,
  {facts, logs, services, emit, stateDir}: Restoration,
): Promise<void> {
  const warn = (warning: string): void => emit({type: 'run-warned', warning});
  if (!restored) {
    warn(
      `the directory of this run was deleted (${facts.dir}); if bottle is killed now, the next run cannot stop what this one started`,
    );
    return;
  }
  logs.reopen();
  warn(
    `the directory of this run was deleted (${facts.dir}) and has been restored, without the logs so far and the files of tasks`,
  );
  try {
    await stateId(stateDir, facts.state);
    for (const {claim, owner} of await services.leases.restore())
      warn(`address ${claim} of this run was leased by ${owner?.run ?? 'another run'} meanwhile`);
    await reserveDisk(facts.dir);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    warn(`the state directory could not be restored completely: ${error.message}`);
  }
}
