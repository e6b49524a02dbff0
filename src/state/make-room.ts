import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {releaseDisk} from './disk-reserve.ts';
import type {Observer} from './owner.ts';
import {forgetKeptRuns} from './kept-runs.ts';
import {LOGS} from './history-files.ts';
import {listRuns, removeRun, type FoundRun} from './run-directory.ts';

/**
 * Frees space on a full disk, so that a run can start and recover dead runs. Releases the reserves of the state directory and of
 * ended and dead runs.
 */
export async function releaseReserves(observer: Observer): Promise<void> {
  await releaseDisk(observer.stateDir);
  forgetKeptRuns(observer.stateDir);
  for (const {dir} of await runsThatAreOver(observer)) await releaseDisk(dir);
}

/** The last resort: deletes ended runs, and the logs of dead runs. */
export async function removeOldLogs(observer: Observer): Promise<void> {
  for (const {id, dir, state} of await runsThatAreOver(observer)) {
    await rm(join(dir, LOGS), {recursive: true, force: true});
    if (state === 'ended') await removeRun(observer.stateDir, id);
  }
}

async function runsThatAreOver(observer: Observer): Promise<readonly FoundRun[]> {
  return (await listRuns(observer)).filter(({state}) => state !== 'alive');
}
