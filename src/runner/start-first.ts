import type {RunEventBody} from '../vocabulary/event.ts';

/**
 * Passes on events from `run-started` on, and then those that came before it, such as a signal: readers find the facts of the run in its
 * first event.
 */
export function startFirst(emit: (event: RunEventBody) => void): (event: RunEventBody) => void {
  let early: RunEventBody[] | undefined = [];
  return event => {
    if (early && event.type !== 'run-started') {
      early.push(event);
      return;
    }
    emit(event);
    const held = early ?? [];
    early = undefined;
    for (const each of held) emit(each);
  };
}
