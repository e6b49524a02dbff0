import type {Duration} from './values.ts';

/** Policies for an unexpected exit of a service. */
export interface ExitKeys {
  /**
   * The effect of an unexpected exit once the service is ready: `fail` ends the run, `ignore` does not.
   * @default fail
   */
  on_exit?: 'fail' | 'ignore';
  /**
   * Restarts the service if it exits unexpectedly; when no attempts are left, `on_exit` applies. Without `retry`, restarts also
   * apply before the service is ready. Default: no restarts.
   */
  restart?: Restart;
}

/** How a service that exited unexpectedly is restarted. */
export interface Restart {
  /**
   * The maximum number of restarts in a row, or `unlimited`. The count resets once the service has been ready for 10 s.
   * @unit restarts
   * @examples [3, "unlimited"]
   */
  attempts: RestartAttempts;
  /** Delay between an exit and the next start. Default: `1s`. */
  delay?: Duration;
  /**
   * The factor by which `delay` grows with each consecutive restart, up to 1 minute.
   * @unit times
   * @default 1
   * @minimum 1
   * @maximum 10
   * @examples [2]
   */
  backoff?: number;
  /**
   * The exits after which the service is restarted: `any`, or `failure` (not after exit code 0).
   * @default any
   */
  condition?: 'any' | 'failure';
}

// No description: editors would show it instead of the key's.
/**
 * @minimum 1
 * @asType integer
 */
type RestartCount = number;

/** A number of restarts, or no limit. */
export type RestartAttempts = RestartCount | 'unlimited';
