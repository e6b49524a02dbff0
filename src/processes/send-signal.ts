import {hasCode} from '../vocabulary/caught-error.ts';

/** Sends a signal to a process, or to a process group by its negative id. Does nothing if it has exited or belongs to another user. */
export function sendSignal(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if (!hasCode(error, 'ESRCH', 'EPERM')) throw error;
  }
}
