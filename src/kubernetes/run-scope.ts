import type {OwnerReference} from 'kubernetes-types/meta/v1.js';
import type {PlaceContext} from '../places/place-context.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {ObjectRecord} from '../vocabulary/journal-record.ts';
import {resources} from './api/resource.ts';
import type {Cluster} from './cluster.ts';
import {keepRunJob, keepRunLease} from './keep-run.ts';
import {metadataOf, type Metadata} from './labels.ts';
import {makeObject, recordOf} from './make-object.ts';
import {dnsLabel} from './names.ts';
import {followRunPods, type RunPods} from './run-pods.ts';

/**
 * The resources that all tasks of a run share in a cluster: a namespace, a Job and a Lease that this process renews,
 * and one watch of the pods.
 */
export interface RunScope {
  readonly namespace: string;
  /** The owner with which the cluster removes everything that the run has created. */
  readonly owner: OwnerReference | undefined;
  readonly pods: RunPods;
  /** Whether this is the first call; policies are tested once per run. */
  claimPolicyTry(): boolean;
}

/** The scopes of a cluster that this process has opened. */
export interface RunScopes {
  /** Opens the scope of a run with its first task; a task that has left may enter again. */
  enter(context: PlaceContext): Promise<RunScope>;
  /**
   * Called when a task has removed all of its objects. The last task of a run removes the scope; a task that enters
   * meanwhile waits for that.
   */
  leave(run: string, task: string, remove: () => Promise<void>): Promise<void>;
  /** Ends all watches and renewals. */
  close(): void;
}

export function createRunScopes(cluster: Cluster): RunScopes {
  const open = new Map<string, OpenScope>();
  const removals = new Map<string, Promise<void>>();
  const forget = (run: string, scope: OpenScope): void => {
    if (open.get(run) === scope) open.delete(run);
    scope.over.abort();
  };
  const enter: RunScopes['enter'] = async context => {
    const run = context.run.id;
    for (let removal = removals.get(run); removal; removal = removals.get(run))
      await raceAbort(removal, context.signal);
    const scope = open.get(run) ?? {tasks: new Set(), over: new AbortController(), opened: undefined};
    open.set(run, scope);
    scope.tasks.add(context.task);
    // The shared objects are in the journal of each task, so the last one to be torn down removes them.
    for (const record of sharedRecords(cluster, context)) await context.record(record);
    if (scope.opened) return await join(scope.opened, context);
    scope.opened = openScope(cluster, context, scope.over.signal);
    try {
      return await scope.opened;
    } catch (error) {
      forget(run, scope);
      throw error;
    }
  };
  /** Waits until another task has opened the scope, or opens it if that task is stopped first. */
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
    async leave(run, task, remove) {
      const scope = open.get(run);
      scope?.tasks.delete(task);
      if (scope && scope.tasks.size > 0) return;
      if (scope) forget(run, scope);
      const removal = (removals.get(run) ?? Promise.resolve()).then(remove);
      const settled = removal.catch(() => undefined);
      removals.set(run, settled);
      await removal.finally(() => removals.get(run) === settled && removals.delete(run));
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

/** The namespace of a run: that of the user, or one created for the run. */
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
      {metadata: {...sharedMetadata(cluster, context), name: namespace}},
      making,
    );
  }
  const kept = {...making, namespace, metadata: sharedMetadata(cluster, context), over};
  const owner = await keepRunJob(kept);
  // The Lease in a namespace of the run remains when its owner is removed, so that another bottle can find the empty namespace.
  await keepRunLease(cluster.namespace === undefined ? kept : {...kept, owner});
  let isTried = false;
  return {
    ...{namespace, owner},
    claimPolicyTry() {
      const isFirst = !isTried;
      isTried = true;
      return isFirst;
    },
    pods: followRunPods(cluster.client, {namespace, run: context.run.id, over, warn: context.warn}),
  };
}

/** The records of the objects that are removed last: the namespace of the run, or the Lease and the Job in the user's namespace. */
function sharedRecords(cluster: Cluster, context: PlaceContext): readonly ObjectRecord[] {
  const namespace = namespaceOf(cluster, context.run.id);
  if (cluster.namespace === undefined)
    return [recordOf(resources.namespaces, {metadata: {name: namespace}}, {cluster, context})];
  const {name} = sharedMetadata(cluster, context);
  return [resources.leases, resources.jobs].map(resource =>
    recordOf(resource, {metadata: {name}}, {cluster, context, namespace}),
  );
}

function sharedMetadata({owner}: Cluster, {run, file}: PlaceContext): Metadata & {readonly name: string} {
  const name = dnsLabel(`bottle-${run.id}`);
  return {name, ...metadataOf({run: run.id, file: file.path, state: run.state, owner})};
}
