import {failRun, type AfterEnd} from '../../lifecycle/restart-policy.ts';
import type {ExitKeys} from '../../schema/restart.ts';
import {parseDuration} from '../../vocabulary/duration.ts';

/** The effect of an unexpected exit, as set by `on_exit` and `restart`. */
export function afterEndOf({on_exit: then = 'fail', restart}: ExitKeys): AfterEnd {
  if (!restart) return {...failRun, then};
  const {attempts, delay = '1s', backoff = 1, condition = 'any'} = restart;
  return {
    ...{then, backoff, condition},
    restarts: attempts === 'unlimited' ? Infinity : attempts,
    delayMs: parseDuration(delay),
  };
}
