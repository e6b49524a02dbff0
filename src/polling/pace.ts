import type {Limits} from './limits.ts';

/** The state of a wait after an attempt. */
export interface Progress {
  readonly elapsedMs: number;
  /** The number of consecutive successes; 0 if the last attempt did not pass. */
  readonly streak: number;
  /** Whether no listener is seen. The first listener will be probed immediately. */
  readonly isAbsent?: boolean;
}

const shareOfElapsed = 0.025;
const shortestMs = 5;
const longestMs = 250;
/**
 * If no listener is seen, attempts are only a safeguard, because some servers cannot be seen. These values keep the delay below 5 %
 * and 25 ms.
 */
const absent = {share: 0.04, shortestMs: 15};
/** The time over which repeated attempts are spread, because a channel that responds once may still be about to close. */
const spreadMs = 150;
/** The time reserved for a last attempt before the deadline, which is enough for any server on this machine. */
const lastAttemptMs = 100;

/**
 * The pause before the next attempt. Without a fixed interval, it is 2.5 % of the time waited so far, between 5 ms and 250 ms. So
 * readiness is noticed with at most that delay, dependents start before 5 % more time has passed, and a slow start needs few
 * attempts. While no listener is seen, the pause is 15 ms plus 4 % of the time.
 *
 * A pause that would reach the deadline is shortened, so that one last attempt starts 100 ms before it. If less time is left, there
 * is no further attempt.
 */
export function pauseMs(limits: Limits, {elapsedMs, streak, isAbsent = false}: Progress): number {
  // Not shortened, because successes closer together would prove less than requested.
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
