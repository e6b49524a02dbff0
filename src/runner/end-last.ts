import type {RunEventBody} from '../vocabulary/event.ts';

/**
 * Drops events after `run-ended`, such as that of a signal that arrives while the run ends on disk: without
 * `run-ended` as its last event, a log has no end, and the run counts as alive, then as dead.
 */
export function endLast(emit: (event: RunEventBody) => void): (event: RunEventBody) => void {
  let isOver = false;
  return event => {
    if (isOver) return;
    isOver = event.type === 'run-ended';
    emit(event);
  };
}
