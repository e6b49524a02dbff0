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
  /** How long a lost connection is made anew. Default: 5 minutes. */
  readonly patienceMs?: number;
}

/** A watch that ends sooner counts as one that did not begin: the next one waits. */
const SHORT_MS = 1_000;

/**
 * Reports the objects of a selection, and each change of them, until the signal fires. A watch that ends is resumed after the last
 * change; one whose past the API server has forgotten begins again with a list, and the difference is reported.
 * @throws KubernetesError if that is not possible at the start, or not any more
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

/** Whether the connection is lost, reported once each time. */
function followedConnection({onLost, onRegained}: Follower<never>) {
  let failures = 0;
  let since = 0;
  return {
    /** How often it has failed in a row. */
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
