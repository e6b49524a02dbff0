import type {PlaceContext} from '../places/place-context.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {ObjectRecord} from '../vocabulary/journal-record.ts';
import {resources} from './api/resource.ts';
import type {Cluster} from './cluster.ts';
import {clusterReason} from './cluster-error.ts';
import {metadataOf, type Metadata} from './labels.ts';
import {keepLease} from './api/lease.ts';
import {LEASE_SECONDS, leaseOf} from './run-lease.ts';
import {makeObject, recordOf} from './make-object.ts';
import {dnsLabel} from './names.ts';
import {followRunPods, type RunPods} from './run-pods.ts';

/** The things that all tasks of a run share in a cluster: a namespace, a Lease that this process renews, and one watch of the pods. */
export interface RunScope {
  readonly namespace: string;
  readonly pods: RunPods;
  /** Whether this is the first call: policies are tried once for each run. */
  claimPolicyTry(): boolean;
}

/** The scopes of a cluster that this process has opened. */
export interface RunScopes {
  /** Opens the scope of a run with its first task; a task that has left it opens it again. */
  enter(context: PlaceContext): Promise<RunScope>;
  /** That a task has removed all that it made. Returns whether no other task of the run is there, so that the scope can be removed. */
  leave(run: string, task: string): boolean;
  /** Ends all watches and renewals. */
  close(): void;
}

export function createRunScopes(cluster: Cluster): RunScopes {
  const open = new Map<string, OpenScope>();
  const forget = (run: string, scope: OpenScope): void => {
    if (open.get(run) === scope) open.delete(run);
    scope.over.abort();
  };
  const enter: RunScopes['enter'] = async context => {
    const run = context.run.id;
    const scope = open.get(run) ?? {tasks: new Set(), over: new AbortController(), opened: undefined};
    open.set(run, scope);
    scope.tasks.add(context.task);
    // Each task has what is shared in its journal: the last one to be torn down removes it.
    await context.record(sharedRecord(cluster, context));
    if (scope.opened) return await join(scope.opened, context);
    scope.opened = openScope(cluster, context, scope.over.signal);
    try {
      return await scope.opened;
    } catch (error) {
      forget(run, scope);
      throw error;
    }
  };
  /** Waits until another task has opened the scope; opens it if that task is stopped before. */
  const join = async (opened: Promise<RunScope>, context: PlaceContext): Promise<RunScope> => {
    try {
      return await raceAbort(opened, context.signal);
    } catch (error) {
      if (error instanceof TaskError || context.signal.aborted) throw error;
      return await enter(context);
    }
  };
  return {
    enter,
    leave(run, task) {
      const scope = open.get(run);
      if (!scope) return true;
      scope.tasks.delete(task);
      if (scope.tasks.size > 0) return false;
      forget(run, scope);
      return true;
    },
    close() {
      for (const [run, scope] of open) forget(run, scope);
    },
  };
}

interface OpenScope {
  readonly tasks: Set<string>;
  readonly over: AbortController;
  opened: Promise<RunScope> | undefined;
}

/** The namespace that is made for a run. */
export function namespaceOf({namespace}: Cluster, run: string): string {
  return namespace ?? dnsLabel(`bottle-${run}`);
}

async function openScope(cluster: Cluster, context: PlaceContext, over: AbortSignal): Promise<RunScope> {
  const namespace = namespaceOf(cluster, context.run.id);
  const making = {cluster, context};
  if (cluster.namespace === undefined) {
    context.report(`creating namespace ${namespace}`);
    await makeObject(
      resources.namespaces,
      {metadata: {name: namespace, ...sharedMetadata(cluster, context)}},
      making,
    );
  }
  const lease = leaseObject(cluster, context);
  await makeObject(resources.leases, lease, {...making, namespace});
  const kept = {namespace, name: lease.metadata.name, holder: cluster.owner, durationSeconds: LEASE_SECONDS};
  const onLate = ({message}: Error): void =>
    context.warn(
      `the cluster does not know that this run is alive (${message}); others may remove its things`,
    );
  keepLease(cluster.client, kept, {signal: over, onLate}).catch((error: unknown) => {
    if (!over.aborted) context.warn(`the Lease of this run is lost: ${clusterReason(error)}`);
  });
  let isTried = false;
  return {
    namespace,
    claimPolicyTry() {
      const isFirst = !isTried;
      isTried = true;
      return isFirst;
    },
    pods: followRunPods(cluster.client, {namespace, run: context.run.id, over, warn: context.warn}),
  };
}

/** The record of what is removed last: the namespace with all that is in it, or the Lease in the user's. */
function sharedRecord(cluster: Cluster, context: PlaceContext): ObjectRecord {
  const namespace = namespaceOf(cluster, context.run.id);
  return cluster.namespace === undefined
    ? recordOf(resources.namespaces, {metadata: {name: namespace}}, {cluster, context})
    : recordOf(resources.leases, leaseObject(cluster, context), {cluster, context, namespace});
}

function leaseObject(cluster: Cluster, context: PlaceContext) {
  const name = dnsLabel(`bottle-${context.run.id}`);
  return leaseOf({name, ...sharedMetadata(cluster, context)}, cluster.owner);
}

function sharedMetadata({owner}: Cluster, {run, file}: PlaceContext): Metadata {
  return metadataOf({run: run.id, file: file.path, state: run.state, owner});
}
