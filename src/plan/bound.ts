import type {BoundTask} from '../tasks/bound-task.ts';
import {probesOf} from '../config/analysis/task-outputs.ts';
import {limitsOf} from '../probes/registry.ts';
import {parseDuration} from '../vocabulary/duration.ts';

/** The maximum time until the dependents of a task can start. */
export interface Bound {
  /** The time in milliseconds; a part without a limit counts as 0. */
  readonly ms: number;
  /** Whether all parts have a limit. */
  readonly isWhole: boolean;
}

/**
 * The `timeout` of the task, or otherwise the limits of its kind and probes, times the number of attempts, plus the delays
 * between attempts. The teardown between attempts does not count.
 */
export function boundOf(task: BoundTask): Bound {
  const {source} = task;
  if (source.timeout !== undefined) return {ms: parseDuration(source.timeout), isWhole: true};
  const {attempts = 1, delay = '0s'} = source.retry ?? {};
  const upMs = task.longestUpMs();
  // Probes run in parallel.
  const probesMs = Math.max(0, ...probesOf(source).map(probe => limitsOf(probe).timeoutMs));
  const onceMs = (upMs ?? 0) + probesMs;
  return {ms: attempts * onceMs + (attempts - 1) * parseDuration(delay), isWhole: upMs !== undefined};
}
