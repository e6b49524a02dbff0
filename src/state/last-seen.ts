import {bootTime} from '../processes/process-table.ts';
import {lastHeartbeat} from './heartbeat.ts';
import type {RunRecord} from './read-journal.ts';

/** How far the times of a start may differ though nobody has set the clock. */
const TOLERANCE_MS = 1_000;

/**
 * When the run in `dir` was last known to be alive, by the wall clock of now; `undefined` if it cannot be told: the run gave
 * up its heartbeat itself, or the clock has been set since, so that times of then and of now cannot be compared.
 */
export async function lastSeen(dir: string, {bootedAt}: RunRecord): Promise<number | undefined> {
  const isClockSet = bootedAt === undefined || Math.abs(bootTime() - bootedAt) > TOLERANCE_MS;
  return isClockSet ? undefined : await lastHeartbeat(dir);
}
