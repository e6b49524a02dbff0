import type {AttemptEnd, Policy} from '../lifecycle/next-state.ts';
import type {Task} from '../model/launch-file.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import type {Session} from './session.ts';

/** The rules for the end of a task or of an attempt to start it. */
export function policyOf(task: Task, {watch}: Pick<Session, 'watch'>, end?: AttemptEnd): Policy {
  const {source} = task;
  const failure = end?.how === 'failed' ? end.failure : undefined;
  const attempts = (failure && task.maxAttempts(failure)) ?? source.retry?.attempts;
  return {
    lifetime: task.lifetime(),
    retry:
      attempts === undefined ? undefined : {attempts, delayMs: parseDuration(source.retry?.delay ?? '0s')},
    afterEnd: task.afterEnd(),
    mayFail: (source.allow_failure ?? false) || watch.mayFix(task.name),
  };
}
