import {bootTime} from '../processes/process-table.ts';
import {lastHeartbeat} from './heartbeat.ts';
import type {RunRecord} from './read-journal.ts';

/** How far the times of a start may differ without a change of the clock. */
const TOLERANCE_MS = 1_000;

/**
 * When the run in `dir` was last seen alive, by the current wall clock; `undefined` if it cannot be determined: the run
 * ended its heartbeat itself, or the clock has been set since, so that the times cannot be compared.
 */
export async function lastSeen(dir: string, {bootedAt}: RunRecord): Promise<number | undefined> {
  const isClockSet = bootedAt === undefined || Math.abs(bootTime() - bootedAt) > TOLERANCE_MS;
  return isClockSet ? undefined : await lastHeartbeat(dir);
}
