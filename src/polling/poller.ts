import type {Clock} from '../vocabulary/clock.ts';
import {formatDuration} from '../vocabulary/duration.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import type {Limits} from './limits.ts';
import {pauseMs} from './pace.ts';
import type {Probe} from './probe.ts';

/** The result of a wait for a probe. `attempts` is the number of attempts started, which is 1 for a push probe (a log line). */
export type Readiness =
  /** The probe passed as often as required. `outputs` are the values that it found. */
  | {
      readonly status: 'ready';
      readonly attempts: number;
      readonly elapsedMs: number;
      readonly outputs: Readonly<Record<string, string>>;
    }
  /** The deadline expired. */
  | {
      readonly status: 'timed-out';
      readonly attempts: number;
      readonly elapsedMs: number;
      readonly lastSeen: string;
    }
  /** The probe reported that it can never pass. */
  | {
      readonly status: 'never';
      readonly attempts: number;
      readonly elapsedMs: number;
      readonly lastSeen: string;
      readonly next?: string;
    }
  /** The probed process, container or machine ended. */
  | {readonly status: 'died'}
  /** The caller's signal fired. */
  | {readonly status: 'cancelled'};

export interface PollerContext {
  readonly clock: Clock;
  /** Aborted when the result is no longer needed. */
  readonly signal: AbortSignal;
  /** Settles when the probed process, container or machine ends, so it can no longer become ready. */
  readonly died?: Promise<unknown>;
  /** Called after every attempt that does not end the wait. */
  readonly onAttempt?: (attempt: Attempt) => void;
}

export interface Attempt {
  /** From 1. */
  readonly attempt: number;
  readonly elapsedMs: number;
  readonly lastSeen: string;
}

/** Why a wait ended before the probe passed. */
type PollEnd = 'timed-out' | 'died' | 'cancelled';

/**
 * Polls `probe` until it passes or the deadline expires, at the pace of pace.ts. Settles as soon as the outcome is known, even during
 * an attempt, and leaves no timers or listeners behind.
 *
 * ```
 * probing ─ pending ─▶ pausing ─▶ probing        passed, failed               ─▶ ready, never
 * │                   │
 * └───────────────────┴─ deadline, died, cancelled: the first one wins ─▶ timed-out, died, cancelled
 * ```
 *
 * @throws errors thrown by a check, which are bugs in the probe; ignored after the check's signal has fired
 */
export async function untilReady(probe: Probe, limits: Limits, context: PollerContext): Promise<Readiness> {
  if (context.signal.aborted) return {status: 'cancelled'};
  const over = new AbortController();
  const deadline = context.clock.deadline(limits.timeoutMs);
  const endAs = (why: PollEnd) => () => over.abort(why);
  // Removed by `over`, which always fires at the end.
  const listening = {once: true, signal: over.signal};
  context.signal.addEventListener('abort', endAs('cancelled'), listening);
  deadline.signal.addEventListener('abort', endAs('timed-out'), listening);
  context.died?.then(endAs('died'), endAs('died'));
  try {
    const readiness = await poll(probe, limits, {...context, over: over.signal});
    const why = over.signal.reason as PollEnd | undefined;
    // A dead process is not ready, even if it responded just before it died.
    return why === 'died' || why === 'cancelled' ? {status: why} : readiness;
  } finally {
    deadline.cancel();
    // A reason is given, because otherwise an exception is created.
    over.abort('settled');
  }
}

interface PollContext extends PollerContext {
  /** Fires with the first {@link PollEnd} as its reason. */
  readonly over: AbortSignal;
}

async function poll(probe: Probe, limits: Limits, context: PollContext): Promise<Readiness> {
  const {clock, over, onAttempt} = context;
  const isOver = () => over.aborted;
  const startedAt = clock.now();
  let attempts = 0;
  let streak = 0;
  let lastSeen: string | undefined;
  // A fixed interval applies whether or not a listener is seen.
  const watched = limits.intervalMs === undefined && 'watch' in probe ? probe.watch(over) : undefined;
  do {
    attempts++;
    // Called before the attempt, which may just miss a new listener.
    const next = watched?.next();
    const answer = await ask(probe, limits, context);
    const elapsedMs = clock.now() - startedAt;
    if (answer?.status === 'failed') return {...answer, status: 'never', attempts, elapsedMs};
    streak = answer?.status === 'ready' ? streak + 1 : 0;
    if (answer?.status === 'ready' && streak >= limits.successes) {
      return {status: 'ready', attempts, elapsedMs, outputs: answer.outputs ?? {}};
    }
    const seen = answerText(answer, streak, limits);
    // An attempt interrupted by the deadline is less informative than the previous one.
    if (answer !== undefined || !isOver()) lastSeen = seen;
    if (isOver()) break;
    onAttempt?.({attempt: attempts, elapsedMs, lastSeen: seen});
    const pause = pauseMs(limits, {elapsedMs, streak, isAbsent: watched?.isAbsent === true});
    await sleepUntil(streak === 0 ? next : undefined, {ms: pause, clock, over});
  } while (!isOver());
  lastSeen ??= `no response within ${formatDuration(limits.timeoutMs)}`;
  return {status: 'timed-out', attempts, elapsedMs: clock.now() - startedAt, lastSeen};
}

/** Sleeps for `ms` or until `next` resolves. */
async function sleepUntil(
  next: Promise<void> | undefined,
  {ms, clock, over}: {readonly ms: number} & Pick<PollContext, 'clock' | 'over'>,
): Promise<void> {
  const awake = new AbortController();
  // A reason is given, because otherwise an exception is created for each pause.
  const wake = (): void => awake.abort('awake');
  over.addEventListener('abort', wake, {once: true, signal: awake.signal});
  void next?.then(wake);
  await clock.sleep(ms, awake.signal);
  wake();
}

/** Makes one attempt. Returns its result, or `undefined` if its time runs out first. The attempt's signal always fires at the end. */
export async function ask(
  probe: Probe,
  limits: Limits,
  {clock, over}: Pick<PollContext, 'clock' | 'over'>,
): Promise<ProbeResult | undefined> {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  const listening = {once: true, signal: attempt.signal};
  over.addEventListener('abort', stop, listening);
  // A push probe is not polled, so its only attempt may last for the whole wait.
  const limit = clock.deadline('check' in probe ? limits.attemptTimeoutMs : limits.timeoutMs);
  limit.signal.addEventListener('abort', stop, listening);
  try {
    const answer = 'check' in probe ? probe.check(attempt.signal) : probe.wait(attempt.signal);
    // The probe's own abort listener runs before the one below, so if it then returns what it has seen so far, that result counts.
    return await Promise.race([answer, silence(attempt.signal)]);
  } finally {
    limit.cancel();
    stop();
  }
}

function silence(signal: AbortSignal): Promise<undefined> {
  return new Promise(resolve => {
    signal.addEventListener('abort', () => resolve(undefined), {once: true});
  });
}

function answerText(answer: ProbeResult | undefined, streak: number, limits: Limits): string {
  if (answer === undefined) return `no response within ${formatDuration(limits.attemptTimeoutMs)}`;
  return answer.status === 'ready' ? `passed ${streak} of ${limits.successes} times` : answer.lastSeen;
}
