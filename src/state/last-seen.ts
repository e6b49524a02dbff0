import {bootTime} from '../processes/process-table.ts';
import {lastHeartbeat} from './heartbeat.ts';
import type {RunRecord} from './read-journal.ts';

/** The maximum difference between two boot times if the clock has not been set. */
const TOLERANCE_MS = 1_000;

/**
 * The time at which the run in `dir` was last seen alive, by the current wall clock; `undefined` if unknown, because the run stopped
 * its heartbeat or the clock has been set since.
 */
export async function lastSeen(dir: string, {bootedAt}: RunRecord): Promise<number | undefined> {
  const isClockSet = bootedAt === undefined || Math.abs(bootTime() - bootedAt) > TOLERANCE_MS;
  return isClockSet ? undefined : await lastHeartbeat(dir);
}
