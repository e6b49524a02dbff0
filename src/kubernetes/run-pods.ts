import type {Pod} from 'kubernetes-types/core/v1.js';
import {reasonOf} from '../vocabulary/caught-error.ts';
import type {KubernetesClient} from './api/client.ts';
import {follow} from './api/follow.ts';
import {resources} from './api/resource.ts';
import {selectorOf} from './labels.ts';

/** The last seen state of a pod, or the reason why the watch has ended. */
export type SeenPod =
  {readonly seen: 'pod' | 'gone'; readonly pod: Pod} | {readonly seen: 'nothing'; readonly why: string};

/** The pods of a run, followed with a single watch. */
export interface RunPods {
  /** Calls `onSeen` with the current state of a pod, and after each change, until `signal` fires. */
  follow(uid: string, onSeen: (seen: SeenPod) => void, signal: AbortSignal): void;
}

/** Inputs of the watch of a run. */
export interface WatchedRun {
  readonly namespace: string;
  readonly run: string;
  readonly over: AbortSignal;
  warn(warning: string): void;
}

export function followRunPods(client: KubernetesClient, {namespace, run, over, warn}: WatchedRun): RunPods {
  const last = new Map<string, SeenPod>();
  const listeners = new Map<string, Set<(seen: SeenPod) => void>>();
  let end: SeenPod | undefined;
  const note = (uid: string, seen: SeenPod): void => {
    last.set(uid, seen);
    for (const listener of listeners.get(uid) ?? []) listener(seen);
  };
  const follower = {
    onChange({type, object}: {readonly type: string; readonly object: Pod}): void {
      note(object.metadata?.uid ?? '', {seen: type === 'deleted' ? 'gone' : 'pod', pod: object});
    },
    onLost: (problem: Error) =>
      warn(`the connection to the cluster was lost (${problem.message}); reconnecting`),
    onRegained: () => warn('the cluster responds again'),
  };
  const options = {namespace, labels: selectorOf({run}), signal: over};
  follow(client, resources.pods, follower, options).catch((error: unknown) => {
    if (over.aborted) return;
    end = {seen: 'nothing', why: `the cluster stopped responding: ${reasonOf(error)}`};
    for (const uid of listeners.keys()) note(uid, end);
  });
  // The scope has been removed: callers that still wait for a pod are notified that it is gone.
  const endAll = (): void => {
    for (const [uid, seen] of last) if (seen.seen === 'pod') note(uid, {...seen, seen: 'gone'});
  };
  over.addEventListener('abort', endAll, {once: true});
  return {
    follow(uid, onSeen, signal) {
      if (signal.aborted) return;
      const all = listeners.get(uid) ?? new Set();
      listeners.set(uid, all.add(onSeen));
      signal.addEventListener('abort', () => all.delete(onSeen), {once: true});
      const now = end ?? last.get(uid);
      if (now) onSeen(now);
    },
  };
}
