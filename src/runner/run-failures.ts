import {badEnd} from '../lifecycle/task-state.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import {internalFailure} from '../vocabulary/make-failure.ts';
import type {Stop} from './stop.ts';
import type {TaskTable} from './task-table.ts';

/** The failures of a run in chronological order, without allowed failures. */
export interface RunFailures {
  readonly failures: readonly TaskFailure[];
  /** Stops the run because of a failure that was not caused by a task. */
  fail(failure: TaskFailure): void;
  failByBug(error: unknown): void;
  /** Also collects the failures of tasks. */
  collectFrom(table: TaskTable): void;
}

export function createRunFailures(stop: Stop): RunFailures {
  const failures: TaskFailure[] = [];
  const fail = (failure: TaskFailure): void => {
    failures.push(failure);
    stop.because({why: 'failed', failure});
  };
  return {
    failures,
    fail,
    failByBug: error => fail(internalFailure(error)),
    collectFrom: table =>
      table.onMove((_, from, to) => {
        const end = badEnd(to);
        if (end?.status === 'failed' && !end.allowed && badEnd(from)?.status !== 'failed')
          failures.push(end.failure);
      }),
  };
}
