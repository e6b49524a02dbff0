import type {RunId} from '../vocabulary/ids.ts';
import {mayBeMarked} from './process-index.ts';
import {readProcessTable} from './process-table.ts';
import {sendSignal} from './send-signal.ts';

/** The environment variable that links a forker to its run. The forker's children have it until they become their commands. */
export function forkerMark(run: RunId): Readonly<Record<string, string>> {
  return {[FORKER]: run};
}

const FORKER = 'BOTTLE_FORKER_OF';

/**
 * Kills the forker of a dead run and its children that wait at their gates. Normally they exit when bottle dies, but not if they are
 * stopped (SIGSTOP). They are not in the journal.
 */
export async function killForkersOf({id, lastSeen}: MarkedRun): Promise<void> {
  const table = await readProcessTable();
  for (const {pid} of mayBeMarked(table, lastSeen))
    if (table.environmentOf(pid).includes(`${FORKER}=${id}`)) sendSignal(pid, 'SIGKILL');
}

interface MarkedRun {
  readonly id: RunId;
  /** See `ProcessOwner`. */
  readonly lastSeen: number | undefined;
}
