import type {RunEventBody} from '../vocabulary/event.ts';

/**
 * Passes on no event after `run-ended`, such as that of a signal which arrives while the run ends on disk: a log whose last event
 * is another one has no end, and the run counts as alive, then as dead.
 */
export function endLast(emit: (event: RunEventBody) => void): (event: RunEventBody) => void {
  let isOver = false;
  return event => {
    if (isOver) return;
    isOver = event.type === 'run-ended';
    emit(event);
  };
}
