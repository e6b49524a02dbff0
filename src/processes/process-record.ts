import type {ProcessRecord} from '../vocabulary/journal-record.ts';
import type {HostProcess} from './host-process.ts';

/** The journal record of a process. */
export function recordOf({identity, leadsGroup}: HostProcess, graceMs: number): ProcessRecord {
  return {made: 'process', ...identity, group: leadsGroup, graceMs};
}

/** The argument of `kill` for a process, or for its group if it leads one. */
export function targetOf({pid, group}: ProcessRecord): number {
  return group ? -pid : pid;
}

/**
 * Waits until a process is recorded. If that fails, or `signal` has been aborted in the meantime, ends the process before its command
 * starts.
 */
export async function orAbandon(
  process: HostProcess,
  noted: Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await noted;
    signal?.throwIfAborted();
  } catch (error) {
    process.abandon();
    throw error;
  }
}
