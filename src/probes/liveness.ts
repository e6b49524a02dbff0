import type {Limits} from '../polling/limits.ts';
import type {HttpLiveness, HttpUrlLiveness, LivenessLimits, LivenessProbe} from '../schema/liveness.ts';
import type {Probe} from '../schema/probes.ts';
import {parseDuration} from '../vocabulary/duration.ts';

const INTERVAL_MS = 10_000;
const ATTEMPT_TIMEOUT_MS = 2_000;
const FAILURES = 3;

/** The interval of a liveness probe, and the number of consecutive failures that it allows. */
export interface LivenessPace {
  readonly intervalMs: number;
  readonly failures: number;
  /** The limits of one attempt. */
  readonly limits: Limits;
}

/** The pace of a liveness probe, with defaults. */
export function livenessPace(source: LivenessProbe): LivenessPace {
  const {interval, attempt_timeout, failures = FAILURES} = limitsIn(source);
  const attemptTimeoutMs =
    attempt_timeout === undefined ? ATTEMPT_TIMEOUT_MS : parseDuration(attempt_timeout);
  return {
    intervalMs: interval === undefined ? INTERVAL_MS : parseDuration(interval),
    failures,
    limits: {timeoutMs: attemptTimeoutMs, attemptTimeoutMs, successes: 1},
  };
}

/** The limits, which are next to the probe's key or in its map. */
function limitsIn(source: LivenessProbe): LivenessLimits {
  if ('health' in source) return source.health;
  if ('echo' in source) return source.echo;
  if (!('http' in source)) return source;
  return isRequest(source) ? source.http : source;
}

function isRequest(source: HttpLiveness | HttpUrlLiveness): source is HttpLiveness {
  return typeof source.http === 'object';
}

/** The equivalent readiness probe. */
export function probeOf(source: LivenessProbe): Probe {
  return 'health' in source ? {health: {}} : source;
}

/** The liveness probes of a task as a list. */
export function livenessOf(source: object): readonly LivenessProbe[] {
  const {liveness = []} = source as {readonly liveness?: LivenessProbe | readonly LivenessProbe[]};
  return 'length' in liveness ? liveness : [liveness];
}
