import type {Leftover} from '../vocabulary/leftover.ts';
import type {DownOptions} from './run-control.ts';
import type {Session} from './session.ts';

/** Lets another process end a run. */
export interface EndRequest {
  /** Aborted by the caller of the run or by the other process to skip grace periods. */
  readonly force: AbortSignal;
  /** Ends the run, and skips grace periods if requested. */
  end(options: DownOptions, session: Pick<Session, 'stop' | 'budget'>): void;
  /** Resolves with the leftovers after the teardown. */
  readonly ended: Promise<readonly Leftover[]>;
  /** Called after the teardown. */
  settle(leftovers: readonly Leftover[]): void;
}

/** @param forced see RunOptions.force */
export function createEndRequest(forced: AbortSignal | undefined): EndRequest {
  const force = new AbortController();
  let settle: EndRequest['settle'] | undefined;
  const ended = new Promise<readonly Leftover[]>(resolve => (settle = resolve));
  return {
    force: AbortSignal.any([force.signal, ...(forced ? [forced] : [])]),
    end({force: isForced, stopTimeoutMs}, {stop, budget}) {
      stop.because({why: 'interrupted', signal: 'SIGTERM', by: 'down'});
      if (stopTimeoutMs !== undefined) budget.begin(stopTimeoutMs);
      if (isForced) force.abort();
    },
    ended,
    settle: leftovers => settle?.(leftovers),
  };
}
