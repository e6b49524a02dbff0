import type {EventOf} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';

/** The values of `cicd.pipeline.result` and `cicd.pipeline.task.run.result`. */
export type Result = 'success' | 'failure' | 'error' | 'timeout' | 'cancellation' | 'skip';

export function resultOfFailure({reason}: TaskFailure): Result {
  if (TIMEOUTS.includes(reason)) return 'timeout';
  return FAULTS_OF_BOTTLE.includes(reason) ? 'error' : 'failure';
}

const TIMEOUTS: readonly TaskFailure['reason'][] = ['timed-out', 'wait-timed-out', 'not-ready'];
/** Failures caused by bottle, or by the machine that it runs on. */
const FAULTS_OF_BOTTLE: readonly TaskFailure['reason'][] = ['internal', 'heartbeat-lost', 'exhausted'];

/** @param interruption the first interruption of the run, if any */
export function resultOfRun(
  {exitCode, reason}: EventOf<'run-ended'>,
  interruption: EventOf<'run-interrupted'> | undefined,
): Result {
  if (interruption?.because?.what === 'ttl') return 'timeout';
  if (interruption || reason === 'interrupted' || reason === 'requested') return 'cancellation';
  return exitCode === 0 ? 'success' : 'failure';
}
