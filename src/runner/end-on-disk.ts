import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {reserveDisk} from '../state/disk-reserve.ts';
import {ifExists, ignoreSystemErrors} from '../processes/expected-error.ts';
import {removeRun, type OwnRun} from '../state/run-directory.ts';

/**
 * Ends a run on disk. What could not be removed stays in the journal of a run that has not ended, so that the next run finds it
 * dead. A disk that is full or a directory that is gone is no reason to fail: the run is over, and its result is known.
 */
export async function endOnDisk(
  own: OwnRun,
  stateDir: string,
  {leftovers, failed}: {readonly leftovers: boolean; readonly failed: boolean},
): Promise<void> {
  const steps = [
    async () => await own.journal.append({entry: 'run-ended'}),
    async () => await own.close(),
    async () => await (failed ? keepLogs(own.dir) : removeRun(stateDir, own.id)),
    // The run may have taken the space that it was started with from there.
    async () => await ifExists(reserveDisk(stateDir)),
  ];
  for (const step of leftovers ? steps.slice(1, 2) : steps) await step().catch(ignoreSystemErrors);
}

/** Of a run that failed only the logs stay: its files may hold what nobody needs any more, and nobody else should see. */
async function keepLogs(dir: string): Promise<void> {
  const kept = ['logs', 'journal.ndjson'];
  const rest = ((await ifExists(readdir(dir))) ?? []).filter(name => !kept.includes(name));
  await Promise.all(rest.map(async name => await rm(join(dir, name), {recursive: true, force: true})));
}
