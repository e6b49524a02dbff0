import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {reserveDisk} from '../state/disk-reserve.ts';
import {ifExists, ignoreSystemErrors} from '../processes/expected-error.ts';
import {removeRun, type OwnRun} from '../state/run-directory.ts';

/**
 * Ends a run on disk. A run with leftovers is not marked as ended, so that the next run recovers it from its journal. A full disk
 * or a deleted directory is ignored: the result of the run is known already.
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
    // The run may have used this reserve to start.
    async () => await ifExists(reserveDisk(stateDir)),
  ];
  for (const step of leftovers ? steps.slice(1, 2) : steps) await step().catch(ignoreSystemErrors);
}

/** Deletes everything but the logs and the journal of a failed run: its other files may contain sensitive data. */
async function keepLogs(dir: string): Promise<void> {
  const kept = ['logs', 'journal.ndjson'];
  const rest = ((await ifExists(readdir(dir))) ?? []).filter(name => !kept.includes(name));
  await Promise.all(rest.map(async name => await rm(join(dir, name), {recursive: true, force: true})));
}
