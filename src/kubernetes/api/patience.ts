import type {Clock} from '../../vocabulary/clock.ts';
import {KubernetesError, type KubernetesProblem} from './problem.ts';

/** How long to retry a request, and the clock to use. */
export interface Patience {
  readonly clock: Clock;
  /** The time limit, starting at the first failure. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/**
 * Retries a request until the deadline if the API server was overloaded or unreachable. A pause requested by the API
 * server is respected; if it would exceed the deadline, the failure is reported immediately.
 * @throws KubernetesError; the abort reason of the signal
 */
export async function withPatience<T>(
  work: (attempt: number) => Promise<T>,
  {clock, patienceMs, signal}: Patience,
): Promise<T> {
  let until: number | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof KubernetesError) || !isTransient(error.facts)) throw error;
      const now = clock.now();
      until ??= now + patienceMs;
      const pause = pauseAfter(error.facts, attempt);
      if (now + pause > until) throw error;
      await clock.sleep(pause, signal);
      signal.throwIfAborted();
    }
  }
}

/** Whether the same request may succeed later without any other change. */
export function isTransient({problem}: KubernetesProblem): boolean {
  return problem === 'unreachable' || problem === 'too-many-requests' || problem === 'unavailable';
}

/**
 * How long to retry a refused request: a starting server may refuse valid requests for a moment, but an expired token
 * remains invalid.
 */
const REFUSED_MS = 30_000;

/**
 * Whether a stream that was open may be reopened later. A starting server may refuse requests, and a credential plugin
 * may need the same network as the API server.
 */
export function isTemporary(facts: KubernetesProblem): boolean {
  return isTransient(facts) || isRefusal(facts) || facts.problem === 'no-access';
}

/** How long to try to reopen a stream after a problem, in milliseconds. */
export function reopeningMs(facts: KubernetesProblem, patienceMs: number): number {
  return isRefusal(facts) ? REFUSED_MS : patienceMs;
}

function isRefusal({problem}: KubernetesProblem): boolean {
  return problem === 'unauthorized' || problem === 'forbidden';
}

/** The pause requested by the API server, or one that grows with each attempt. */
export function pauseAfter(facts: KubernetesProblem, attempt: number): number {
  return ('retryAfterMs' in facts ? facts.retryAfterMs : undefined) ?? pauseMs(attempt);
}

/** Doubles with each attempt, with random jitter so that clients do not retry at the same time. */
export function pauseMs(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (0.5 + Math.random() / 2);
}
