import type {Clock} from '../vocabulary/clock.ts';
import {formatDuration} from '../vocabulary/duration.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';
import type {Limits} from './limits.ts';
import {pauseMs} from './pace.ts';
import type {Probe} from './probe.ts';

/** The result of a wait for a probe. `attempts` counts those that were started; a push probe (a log line) has one. */
export type Readiness =
  /** It passed as often as required; `outputs` are the values that it found. */
  | {
      readonly status: 'ready';
      readonly attempts: number;
      readonly elapsedMs: number;
      readonly outputs: Readonly<Record<string, string>>;
    }
  /** The deadline passed. */
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
  /** Settles when the process, container or machine that is being probed ends: it will not get ready then. */
  readonly died?: Promise<unknown>;
  /** Called after every attempt that did not end the wait. */
  readonly onAttempt?: (attempt: Attempt) => void;
}

export interface Attempt {
  /** From 1. */
  readonly attempt: number;
  readonly elapsedMs: number;
  readonly lastSeen: string;
}

/** Reason why a wait ended before the probe passed. */
type PollEnd = 'timed-out' | 'died' | 'cancelled';

/**
 * Polls `probe` until it has passed, at the pace of pace.ts, under the limits' deadline. Settles as soon as the outcome is
 * known, even during an attempt, and leaves no timer and no listener behind.
 *
 * ```
 * probing ─ pending ─▶ pausing ─▶ probing        passed, failed               ─▶ ready, never
 * │                   │
 * └───────────────────┴─ deadline, died, cancelled: the first one counts ─▶ timed-out, died, cancelled
 * ```
 *
 * @throws errors of a check while it is awaited: a bug of the probe. After its signal has fired they are ignored.
 */
export async function untilReady(probe: Probe, limits: Limits, context: PollerContext): Promise<Readiness> {
  if (context.signal.aborted) return {status: 'cancelled'};
  const over = new AbortController();
  const deadline = context.clock.deadline(limits.timeoutMs);
  const endAs = (why: PollEnd) => () => over.abort(why);
  // Goes with `over`, which fires at the end in any case.
  const listening = {once: true, signal: over.signal};
  context.signal.addEventListener('abort', endAs('cancelled'), listening);
  deadline.signal.addEventListener('abort', endAs('timed-out'), listening);
  context.died?.then(endAs('died'), endAs('died'));
  try {
    const readiness = await poll(probe, limits, {...context, over: over.signal});
    const why = over.signal.reason as PollEnd | undefined;
    // A dead process is not ready, even if it responded in its last moment.
    return why === 'died' || why === 'cancelled' ? {status: why} : readiness;
  } finally {
    deadline.cancel();
    over.abort();
  }
}

interface PollContext extends PollerContext {
  /** Fires with the first {@link PollEnd}. */
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
    // From before the attempt, which may just miss it.
    const next = watched?.next();
    const answer = await ask(probe, limits, context);
    const elapsedMs = clock.now() - startedAt;
    if (answer?.status === 'failed') return {...answer, status: 'never', attempts, elapsedMs};
    streak = answer?.status === 'ready' ? streak + 1 : 0;
    if (answer?.status === 'ready' && streak >= limits.successes) {
      return {status: 'ready', attempts, elapsedMs, outputs: answer.outputs ?? {}};
    }
    const seen = answerText(answer, streak, limits);
    // An attempt that the deadline cut off is less informative than the one before it.
    if (answer !== undefined || !isOver()) lastSeen = seen;
    if (isOver()) break;
    onAttempt?.({attempt: attempts, elapsedMs, lastSeen: seen});
    const pause = pauseMs(limits, {elapsedMs, streak, isAbsent: watched?.isAbsent === true});
    await sleepUntil(streak === 0 ? next : undefined, {ms: pause, clock, over});
  } while (!isOver());
  lastSeen ??= `no response within ${formatDuration(limits.timeoutMs)}`;
  return {status: 'timed-out', attempts, elapsedMs: clock.now() - startedAt, lastSeen};
}

/** Sleeps for `ms`, at most until `next` resolves. */
async function sleepUntil(
  next: Promise<void> | undefined,
  {ms, clock, over}: {readonly ms: number} & Pick<PollContext, 'clock' | 'over'>,
): Promise<void> {
  const awake = new AbortController();
  // With a reason: without one, an exception is made for each pause.
  const wake = (): void => awake.abort('awake');
  over.addEventListener('abort', wake, {once: true, signal: awake.signal});
  void next?.then(wake);
  await clock.sleep(ms, awake.signal);
  wake();
}

/** Makes one attempt and returns its result, or `undefined` if its time is up first. Its signal fires at the end in any case. */
export async function ask(
  probe: Probe,
  limits: Limits,
  {clock, over}: Pick<PollContext, 'clock' | 'over'>,
): Promise<ProbeResult | undefined> {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  const listening = {once: true, signal: attempt.signal};
  over.addEventListener('abort', stop, listening);
  // A push probe has nothing to poll: its only attempt may take as long as the whole wait.
  const limit = clock.deadline('check' in probe ? limits.attemptTimeoutMs : limits.timeoutMs);
  limit.signal.addEventListener('abort', stop, listening);
  try {
    const answer = 'check' in probe ? probe.check(attempt.signal) : probe.wait(attempt.signal);
    // The probe hears its signal before this does: what it answers then (what it has seen so far) still counts.
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
