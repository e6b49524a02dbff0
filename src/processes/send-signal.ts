import {hasCode} from '../vocabulary/caught-error.ts';

/** Sends a signal to a process, or to a group by its negative number; one that is gone, or of another user, is ignored. */
export function sendSignal(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH', 'EPERM')) throw error;
  }
}
