import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {ifExists, ignoreSystemErrors} from '../processes/expected-error.ts';
import {reserveDisk} from '../state/disk-reserve.ts';
import {EVENT_LOG, endedRun, LOGS} from '../state/history-files.ts';
import {JOURNAL} from '../state/journal.ts';
import type {OwnRun} from '../state/run-directory.ts';
import type {EventLog} from '../history/event-log.ts';

/** What is ended on disk. */
export interface RunToEnd {
  readonly own: OwnRun;
  readonly eventLog: EventLog;
  readonly stateDir: string;
}

/**
 * Ends a run on disk: only its events and logs stay. A run with leftovers is not marked as ended, so that the next run recovers it
 * from its journal. A full disk or a deleted directory is ignored: the result of the run is known already.
 */
export async function endOnDisk({own, eventLog, stateDir}: RunToEnd, hasLeftovers: boolean): Promise<void> {
  const steps = hasLeftovers
    ? [async () => await own.close()]
    : [
        async () => await own.journal.append({entry: 'run-ended'}),
        async () => await own.close(),
        async () => await keepHistory(own.dir, () => eventLog.close()),
        // The run may have used this reserve to start.
        async () => await ifExists(reserveDisk(stateDir)),
      ];
  for (const step of steps) await step().catch(ignoreSystemErrors);
  eventLog.close();
}

/**
 * Deletes everything of an ended run but its events and logs: the rest may contain sensitive data. The journal goes last, and only
 * if the events have the end of the run: one of them must have it.
 *
 * @param writeEnd writes what is missing of the events, once there is space for it
 */
export async function keepHistory(dir: string, writeEnd: () => void): Promise<void> {
  const kept = [EVENT_LOG, LOGS, JOURNAL];
  const rest = ((await ifExists(readdir(dir))) ?? []).filter(name => !kept.includes(name));
  await Promise.all(rest.map(async name => await rm(join(dir, name), {recursive: true, force: true})));
  writeEnd();
  if (endedRun(dir)) await rm(join(dir, JOURNAL), {force: true});
}
