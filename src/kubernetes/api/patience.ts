import type {Clock} from '../../vocabulary/clock.ts';
import {KubernetesError, type KubernetesProblem} from './problem.ts';

/** How long a request is repeated, and by which clock. */
export interface Patience {
  readonly clock: Clock;
  /** From the first failure on. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/**
 * Repeats a request that the API server had no time for, or that did not reach it, until the deadline. A pause that the API server asks
 * for is kept; if it would pass the deadline, the failure is reported immediately.
 * @throws KubernetesError; the reason of the signal
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

/** Whether the same request may succeed later, without anything else being done. */
export function isTransient({problem}: KubernetesProblem): boolean {
  return problem === 'unreachable' || problem === 'too-many-requests' || problem === 'unavailable';
}

/** A server that starts may refuse for a moment what it allows afterwards; a token that has expired stays refused. */
const REFUSED_MS = 30_000;

/**
 * Whether a stream that has been open may be opened again later: a server that starts also refuses, and a credential plugin may need the
 * same network as the API server.
 */
export function isTemporary(facts: KubernetesProblem): boolean {
  return isTransient(facts) || isRefusal(facts) || facts.problem === 'no-access';
}

/** How long it is tried to open a stream again after such a problem, in milliseconds. */
export function reopeningMs(facts: KubernetesProblem, patienceMs: number): number {
  return isRefusal(facts) ? REFUSED_MS : patienceMs;
}

function isRefusal({problem}: KubernetesProblem): boolean {
  return problem === 'unauthorized' || problem === 'forbidden';
}

/** The pause that was asked for, or a growing one. */
export function pauseAfter(facts: KubernetesProblem, attempt: number): number {
  return ('retryAfterMs' in facts ? facts.retryAfterMs : undefined) ?? pauseMs(attempt);
}

/** Doubles with each attempt, a part of it by chance: many clients are not to come back together. */
export function pauseMs(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS) * (0.5 + Math.random() / 2);
}
