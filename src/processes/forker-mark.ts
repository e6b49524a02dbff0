import type {RunId} from '../vocabulary/ids.ts';
import {mayBeMarked} from './process-index.ts';
import {readProcessTable} from './process-table.ts';
import {sendSignal} from './send-signal.ts';

/** In the environment of a forker: the run that it is for. Its children have it until they become their commands. */
export function forkerMark(run: RunId): Readonly<Record<string, string>> {
  return {[FORKER]: run};
}

const FORKER = 'BOTTLE_FORKER_OF';

/**
 * Kills the forker of a dead run, and its children at their gates. They end with their bottle by themselves, but not if they are
 * stopped (SIGSTOP), and a journal has none of them.
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
