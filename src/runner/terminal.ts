import {Mutex} from 'async-mutex';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Stop} from './stop.ts';

/** The one terminal of a run: tasks that need it get it one after the other. */
export function createTerminal(
  emit: (event: RunEventBody) => void,
  freeTerminal: () => Promise<void>,
  {reason: stopped}: Pick<Stop, 'reason'>,
) {
  const mutex = new Mutex();
  return async (task: TaskName): Promise<() => void> => {
    const release = await mutex.acquire();
    // A terminal that does not take what is written must not keep the run from being stopped.
    await Promise.race([freeTerminal(), stopped]);
    emit({type: 'terminal-taken', task});
    return () => {
      emit({type: 'terminal-released', task});
      release();
    };
  };
}
