import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import {KubernetesError, type KubernetesProblem} from './api/problem.ts';
import {NotInCluster} from './pod-keys.ts';

/** The task that sent a request to a cluster. */
export interface Asker {
  readonly task: TaskName;
  /** "create pod `web`". */
  readonly doing: string;
  readonly signal?: AbortSignal;
}

/**
 * Converts the error of a request to a task failure. If the signal has fired, returns its reason; other errors are bugs
 * and are returned unchanged.
 */
export function clusterError(error: unknown, {task, doing, signal}: Asker): unknown {
  if (signal?.aborted) return signal.reason;
  if (error instanceof NotInCluster)
    return new TaskError(toolFailure('kubernetes', {task, doing, why: error.message}));
  if (!(error instanceof KubernetesError)) return error;
  const access = noAccess(error.facts);
  return new TaskError(
    access
      ? {reason: 'no-cluster', task, ...access}
      : toolFailure('kubernetes', {task, doing, why: error.message}),
  );
}

/** The reason why the cluster cannot be reached at all, and the next step. */
function noAccess(
  facts: KubernetesProblem,
): {readonly source: string; readonly why: string; readonly next: string} | undefined {
  if (facts.problem === 'no-access') return {source: facts.source, why: facts.why, next: facts.next};
  if (facts.problem === 'unreachable') return {source: facts.server, why: facts.why, next: START};
  return facts.problem === 'untrusted' ? {source: facts.server, why: facts.why, next: TRUST} : undefined;
}

const START = 'start the cluster, or select another one (list them with `kubectl config get-contexts`)';
const TRUST = 'correct the `certificate-authority` of the cluster in the kubeconfig';
