import type {InterruptCause} from '../vocabulary/event.ts';
import {limitLife} from './limit-life.ts';
import type {RunOptions} from './run-options.ts';
import type {Session} from './session.ts';
import {whenFired} from './when-fired.ts';

/** The default time to stop after SIGTERM, less than the 30 s after which Kubernetes sends SIGKILL. */
const SIGTERM_STOP_MS = 25_000;

type InterruptOptions = Pick<RunOptions, 'signal' | 'limits' | 'stopTimeoutMs'>;

/** Stops a run on signals and at the limits of its lifetime, and enforces its stop timeout. Reports when grace periods are skipped. */
export function stopOnInterrupts(
  {signal, limits = {}, stopTimeoutMs: asked}: InterruptOptions,
  {launch, services, stop, budget, emit}: Session,
  {forced, over}: {readonly forced: AbortSignal; readonly over: AbortSignal},
): void {
  const stopTimeoutMs = asked ?? launch.stopTimeoutMs;
  const interrupt = (name: string, because?: InterruptCause): void => {
    emit({type: 'run-interrupted', signal: name, ...(because && {because})});
    stop.because({why: 'interrupted', signal: name});
    if (name === 'SIGTERM') budget.begin(stopTimeoutMs ?? SIGTERM_STOP_MS);
  };
  whenFired(budget.force, () => {
    emit({type: 'teardown-forced', because: forced.aborted ? 'signal' : 'stop-timeout'});
  });
  whenFired(stop.signal, () => {
    if (stopTimeoutMs !== undefined) budget.begin(stopTimeoutMs);
  });
  whenFired(signal, name => interrupt(name));
  limitLife(limits, cause => interrupt('SIGTERM', cause), {
    ...{clock: services.clock, over: AbortSignal.any([over, stop.signal])},
  });
}
