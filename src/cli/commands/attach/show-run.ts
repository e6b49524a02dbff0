import {followRun} from '../../../history/follow-run.ts';
import {emptyStatus, fold, type RunStatus} from '../../../history/run-status.ts';
import type {KnownRun} from '../../../runs/known-run.ts';
import {isDead, type Observer} from '../../../state/owner.ts';
import type {View} from '../../views/run/view.ts';
import {createPast} from './past.ts';

export interface ShowOptions {
  readonly view: View;
  readonly observer: Observer;
  /** Stops showing the run. */
  readonly signal: AbortSignal;
  /** Stops once the run is in this state. Default: the end of the run. */
  readonly until?: (status: RunStatus) => boolean;
  /** `until` applies once this has settled. Default: from the start. */
  readonly after?: Promise<unknown>;
}

/**
 * Shows a run of another process: past events with the last lines of each task, then live events. Returns the last state.
 */
export async function showRun({dir, found}: KnownRun, options: ShowOptions): Promise<RunStatus> {
  const {view, observer, signal, until = () => false, after} = options;
  const openedAt = new Date().toISOString();
  const over = new AbortController();
  const stopped = AbortSignal.any([signal, over.signal]);
  const aborted = new Promise<void>(resolve => {
    stopped.addEventListener('abort', () => resolve(), {once: true});
  });
  let status = emptyStatus;
  const past = createPast(event => view.onEvent(event));
  let isDue = after === undefined;
  const check = (): void => {
    if (past.isOver() && isDue && until(status)) over.abort();
  };
  const begin = (): void => {
    isDue = true;
    check();
  };
  after?.then(begin, begin);
  const events = followRun(dir, {
    signal: stopped,
    isAlive: async () => found.record !== undefined && !(await isDead(found.record.owner, observer)),
    onCaughtUp() {
      past.end();
      check();
    },
  });
  for await (const event of events) {
    status = fold(status, event);
    if (event.time >= openedAt) past.end();
    past.take(event);
    await Promise.race([view.backpressure(), aborted]);
    check();
  }
  return status;
}
