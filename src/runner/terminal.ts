import {Mutex} from 'async-mutex';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Stop} from './stop.ts';

/** Grants the terminal to interactive tasks, one at a time. */
export function createTerminal(
  emit: (event: RunEventBody) => void,
  freeTerminal: () => Promise<void>,
  {reason: stopped}: Pick<Stop, 'reason'>,
) {
  const mutex = new Mutex();
  return async (task: TaskName): Promise<() => void> => {
    const release = await mutex.acquire();
    // A blocked terminal must not keep the run from stopping.
    await Promise.race([freeTerminal(), stopped]);
    emit({type: 'terminal-taken', task});
    return () => {
      emit({type: 'terminal-released', task});
      release();
    };
  };
}
