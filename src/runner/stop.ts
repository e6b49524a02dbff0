import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Why a run stops. */
export type StopReason =
  | {readonly why: 'all-done'}
  | {readonly why: 'failed'; readonly failure: TaskFailure}
  /** `by: 'down'`: by `bottle down`, which acts like this signal. */
  | {readonly why: 'interrupted'; readonly signal: string; readonly by?: 'down'}
  | {readonly why: 'until'; readonly task: TaskName; readonly code: number}
  | {readonly why: 'terminal'; readonly task: TaskName; readonly code: number};

/** Collects all reasons to end a run. Only the first reason counts. */
export interface Stop {
  /** Aborted with the first reason. */
  readonly signal: AbortSignal;
  /** Resolves with the first reason. */
  readonly reason: Promise<StopReason>;
  because(reason: StopReason): void;
}

/** Creates a stop without a reason. */
export function createStop(): Stop {
  const controller = new AbortController();
  const {signal} = controller;
  const reason = new Promise<StopReason>(resolve =>
    signal.addEventListener('abort', () => resolve(signal.reason as StopReason), {once: true}),
  );
  return {signal, reason, because: first => controller.abort(first)};
}
