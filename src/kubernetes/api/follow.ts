import type {KubernetesClient} from './client.ts';
import {followedObjects, type Follower} from './followed-objects.ts';
import {listObjects} from './objects.ts';
import {isTemporary, pauseAfter, pauseMs, reopeningMs} from './patience.ts';
import {hasProblem, KubernetesError} from './problem.ts';
import type {KubernetesObject, Resource} from './resource.ts';
import type {Selection} from './selection.ts';
import {watchFrom} from './watch.ts';

export interface FollowOptions extends Selection {
  readonly signal: AbortSignal;
  /** How long to retry a lost connection. Default: 5 minutes. */
  readonly patienceMs?: number;
}

/** A watch that ends sooner counts as failed, so the next one is delayed. */
const SHORT_MS = 1_000;

/**
 * Reports the objects of a selection, and each of their changes, until the signal fires. A watch that ends is resumed
 * after the last change. If the API server no longer has the changes since then, the objects are listed again and the
 * differences are reported.
 * @throws KubernetesError if this fails at the start, or permanently later
 */
export async function follow<Kind extends KubernetesObject>(
  client: KubernetesClient,
  resource: Resource<Kind>,
  follower: Follower<Kind>,
  options: FollowOptions,
): Promise<void> {
  const {signal, patienceMs = 300_000} = options;
  const {clock} = client;
  const state = followedObjects(follower);
  const connection = followedConnection(follower);
  const isOver = (): boolean => signal.aborted;
  let short = 0;
  while (!isOver()) {
    const startedAt = clock.now();
    try {
      if (state.version === undefined) state.replace(await listObjects(client, resource, options));
      await watchFrom(client, resource, {...options, state, onOpen: connection.regained});
    } catch (error) {
      if (isOver()) return;
      if (!hasProblem(error, 'expired')) {
        const problem = requireTemporary(error, state.wasSynced);
        const pause = pauseAfter(problem.facts, connection.lost(problem, clock.now()));
        const limit = reopeningMs(problem.facts, patienceMs);
        if (connection.lostForMs(clock.now()) + pause > limit) throw error;
        await clock.sleep(pause, signal);
        continue;
      }
      state.version = undefined;
    }
    short = clock.now() - startedAt < SHORT_MS ? short + 1 : 0;
    if (short > 1) await clock.sleep(pauseMs(short), signal);
  }
}

function requireTemporary(error: unknown, wasSynced: boolean): KubernetesError {
  if (!wasSynced || !(error instanceof KubernetesError) || !isTemporary(error.facts)) throw error;
  return error;
}

/** Tracks whether the connection is lost, and reports each loss once. */
function followedConnection({onLost, onRegained}: Follower<never>) {
  let failures = 0;
  let since = 0;
  return {
    /** Returns the number of consecutive failures. */
    lost(problem: KubernetesError, now: number): number {
      if (failures === 0) {
        since = now;
        onLost?.(problem);
      }
      return ++failures;
    },
    lostForMs: (now: number): number => now - since,
    regained(): void {
      if (failures > 0) onRegained?.();
      failures = 0;
    },
  };
}
