import {setMaxListeners} from 'node:events';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Why a run goes down. */
export type StopReason =
  | {readonly why: 'all-done'}
  | {readonly why: 'failed'; readonly failure: TaskFailure}
  | {readonly why: 'interrupted'; readonly signal: string}
  | {readonly why: 'until'; readonly task: TaskName; readonly code: number}
  | {readonly why: 'terminal'; readonly task: TaskName; readonly code: number};

/** The one place where all ways to end a run meet: the first reason is the reason. */
export interface Stop {
  /** Fires with the first reason. */
  readonly signal: AbortSignal;
  /** Settles with the first reason. */
  readonly reason: Promise<StopReason>;
  because(reason: StopReason): void;
}

/** A stop that nobody has called yet. */
export function createStop(): Stop {
  const controller = new AbortController();
  const {signal} = controller;
  // Every task listens; from eleven on Node would warn of a leak.
  setMaxListeners(0, signal);
  const reason = new Promise<StopReason>(resolve =>
    signal.addEventListener('abort', () => resolve(signal.reason as StopReason), {once: true}),
  );
  return {signal, reason, because: first => controller.abort(first)};
}
