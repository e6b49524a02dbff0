import {Mutex} from 'async-mutex';
import type {RunEventBody} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** The one terminal of a run: tasks that need it get it one after the other. */
export function createTerminal(emit: (event: RunEventBody) => void, freeTerminal: () => Promise<void>) {
  const mutex = new Mutex();
  return async (task: TaskName): Promise<() => void> => {
    const release = await mutex.acquire();
    await freeTerminal();
    emit({type: 'terminal-taken', task});
    return () => {
      emit({type: 'terminal-released', task});
      release();
    };
  };
}
