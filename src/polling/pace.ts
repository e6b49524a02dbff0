import type {Limits} from './limits.ts';

/** The state of a wait at the end of an attempt. */
export interface Progress {
  readonly elapsedMs: number;
  /** How often the probe has passed in a row; 0 when the last attempt did not. */
  readonly streak: number;
  /** Whether no listener is seen; the first one is probed immediately. */
  readonly isAbsent?: boolean;
}

const shareOfElapsed = 0.025;
const shortestMs = 5;
const longestMs = 250;
/** If no listener is seen, attempts are only a safeguard: a server may respond that cannot be seen. Less than 5 % and 25 ms. */
const absent = {share: 0.04, shortestMs: 15};
/** The time over which repeated successes are spread: a channel that responds once may still be about to close. */
const spreadMs = 150;
/** The minimum time for a last attempt before the deadline: plenty for any server on this machine. */
const lastAttemptMs = 100;

/**
 * How long to pause before the next attempt. Without a fixed interval it is 2.5 % of the time waited so far, from 5 ms to
 * 250 ms: readiness is seen at most that much later than it came, and what needs the task has begun before 5 % have passed;
 * a slow start still costs few attempts. While nothing is seen that could answer, it is 4 % and 15 ms.
 *
 * A pause that would reach the deadline is cut so that one last attempt starts 100 ms before it; where less is left than
 * that, the wait is as good as over and no attempt is added.
 */
export function pauseMs(limits: Limits, {elapsedMs, streak, isAbsent = false}: Progress): number {
  // Not shortened: successes closer together would prove less than requested.
  if (streak > 0) return limits.intervalMs ?? Math.max(shortestMs, spreadMs / (limits.successes - 1));
  const pause = limits.intervalMs ?? clamp(growing(elapsedMs, isAbsent));
  const leftMs = limits.timeoutMs - elapsedMs;
  return pause >= leftMs && leftMs > lastAttemptMs ? leftMs - lastAttemptMs : pause;
}

function growing(elapsedMs: number, isAbsent: boolean): number {
  return isAbsent ? absent.shortestMs + elapsedMs * absent.share : elapsedMs * shareOfElapsed;
}

function clamp(ms: number): number {
  return Math.min(Math.max(ms, shortestMs), longestMs);
}
