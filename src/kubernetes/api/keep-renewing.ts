import type {Clock} from '../../vocabulary/clock.ts';
import {isTransient, pauseAfter} from './patience.ts';
import {KubernetesError, type KubernetesProblem} from './problem.ts';

/** An object that counts as abandoned unless it is renewed in time. */
export interface Renewed {
  /** How long a renewal is valid, in milliseconds. */
  readonly durationMs: number;
  /** The number of renewals in that time. Default: 3, so that two of them may fail. */
  readonly renewals?: number;
  /** @throws KubernetesError */
  renew(signal: AbortSignal): Promise<void>;
}

/** Callbacks for the state of the renewals. */
export interface RenewalKeeper {
  readonly signal: AbortSignal;
  /** It could not be renewed in time, so others may consider its holder dead. Renewals are still attempted. */
  onLate?(problem: KubernetesError): void;
  /** It is renewed again. */
  onRenewed?(): void;
}

/**
 * Renews an object until the signal fires, with retries if the API server does not respond or refuses.
 * @throws KubernetesError if the object is gone or has another holder
 */
export async function keepRenewing(
  clock: Clock,
  {durationMs, renewals = 3, renew}: Renewed,
  {signal, onLate, onRenewed}: RenewalKeeper,
): Promise<void> {
  let renewedAt = clock.now();
  let isLate = false;
  let failures = 0;
  await clock.sleep(durationMs / renewals, signal);
  while (!signal.aborted) {
    let pause = durationMs / renewals;
    try {
      await renew(signal);
      if (isLate) onRenewed?.();
      [renewedAt, isLate, failures] = [clock.now(), false, 0];
    } catch (error) {
      if (isFired(signal)) return;
      if (!(error instanceof KubernetesError) || isLost(error.facts)) throw error;
      if (!isLate && clock.now() - renewedAt >= durationMs) {
        isLate = true;
        onLate?.(error);
      }
      // A starting API server may refuse valid requests for a moment; these are retried after the usual pause.
      if (isTransient(error.facts)) pause = Math.min(pause, pauseAfter(error.facts, ++failures));
    }
    await clock.sleep(pause, signal);
  }
}

/** Whether an object is gone or has another holder. */
function isLost({problem}: KubernetesProblem): boolean {
  return problem === 'not-found' || problem === 'conflict';
}

function isFired(signal: AbortSignal): boolean {
  return signal.aborted;
}
