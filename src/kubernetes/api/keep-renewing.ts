import type {Clock} from '../../vocabulary/clock.ts';
import {isTransient, pauseAfter} from './patience.ts';
import {KubernetesError, type KubernetesProblem} from './problem.ts';

/** An object that counts as abandoned unless it is renewed in time. */
export interface Renewed {
  /** How long a renewal is good for, in milliseconds. */
  readonly durationMs: number;
  /** How often it is renewed in that time. Default: 3, so that two requests may fail. */
  readonly renewals?: number;
  /** @throws KubernetesError */
  renew(signal: AbortSignal): Promise<void>;
}

/** The receiver of news of an object that is renewed. */
export interface RenewalKeeper {
  readonly signal: AbortSignal;
  /** It could not be renewed in time: others may count its holder as gone. It is still tried. */
  onLate?(problem: KubernetesError): void;
  /** It is renewed again. */
  onRenewed?(): void;
}

/**
 * Renews an object until the signal fires; an API server that does not respond, or refuses, is asked again and again.
 * @throws KubernetesError if it is gone or another's
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
      // An API server that starts may refuse for a moment what it allows afterwards: that is tried again after the usual pause.
      if (isTransient(error.facts)) pause = Math.min(pause, pauseAfter(error.facts, ++failures));
    }
    await clock.sleep(pause, signal);
  }
}

/** Whether an object is gone, or another's. */
function isLost({problem}: KubernetesProblem): boolean {
  return problem === 'not-found' || problem === 'conflict';
}

function isFired(signal: AbortSignal): boolean {
  return signal.aborted;
}
