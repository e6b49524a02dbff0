import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {releaseDisk} from './disk-reserve.ts';
import type {Observer} from './owner.ts';
import {listRuns, type FoundRun} from './run-directory.ts';

/**
 * Frees space on a full disk, so that a run can start and recover the dead ones: releases the reserves of the state directory and
 * of dead runs.
 */
export async function releaseReserves(observer: Observer): Promise<void> {
  await releaseDisk(observer.stateDir);
  for (const {dir} of await runsThatAreOver(observer)) await releaseDisk(dir);
}

/** The last resort where that was not enough: deletes the logs of runs that are over. */
export async function removeOldLogs(observer: Observer): Promise<void> {
  for (const {dir} of await runsThatAreOver(observer))
    await rm(join(dir, 'logs'), {recursive: true, force: true});
}

async function runsThatAreOver(observer: Observer): Promise<readonly FoundRun[]> {
  return (await listRuns(observer)).filter(({state}) => state !== 'alive');
}
