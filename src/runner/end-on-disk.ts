import {ifExists, ignoreSystemErrors} from '../processes/expected-error.ts';
import type {EventLog} from '../history/event-log.ts';
import {keepHistory} from '../history/keep-history.ts';
import {pruneAndRemember, type RetentionLimits} from '../history/retention.ts';
import {reserveDisk} from '../state/disk-reserve.ts';
import type {Observer} from '../state/owner.ts';
import type {OwnRun} from '../state/run-directory.ts';

/** A run after its teardown. */
export interface RunToEnd {
  readonly own: OwnRun;
  readonly eventLog: EventLog;
  readonly observer: Observer;
  readonly retention: RetentionLimits;
}

/**
 * Ends a run on disk: keeps only its events and logs, and deletes the oldest ended runs. A run with leftovers is not marked as ended,
 * so that the next run recovers it from its journal. A full disk or a deleted directory is ignored, because the result of the run is
 * already known.
 */
export async function endOnDisk(run: RunToEnd, hasLeftovers: boolean): Promise<void> {
  const {own, eventLog, observer, retention} = run;
  const steps = [
    async () => await own.journal.append({entry: 'run-ended'}),
    async () => await own.close(),
    async () => await keepHistory(own.dir, eventLog.close),
    // The run may have used this reserve to start.
    async () => await ifExists(reserveDisk(observer.stateDir)),
    async () => await pruneAndRemember(observer, retention),
  ];
  for (const step of hasLeftovers ? steps.slice(1, 2) : steps) await step().catch(ignoreSystemErrors);
  eventLog.close();
}
