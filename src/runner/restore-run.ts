import type {Deletion} from '../state/run-directory.ts';
import {reserveDisk} from '../state/disk-reserve.ts';
import {isSystemError} from '../processes/expected-error.ts';
import {stateId} from '../state/state-id.ts';
import type {Session} from './session.ts';

/** What must be put back beside the journal of a run. */
export interface Restoration extends Pick<Session, 'facts' | 'logs' | 'services' | 'emit'> {
  readonly stateDir: string;
}

/**
 * Reports that the directory of a run was deleted, and puts back what other processes go by: its addresses, and the id of the state
 * directory, which its Docker objects carry. The journal is there again: its directory is named by the run's own id, and a
 * recovery tells things apart by nonces and start times, so it takes nothing away from a run that has begun meanwhile.
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
