import type {OwnerReference} from 'kubernetes-types/meta/v1.js';
import {reasonOf} from '../vocabulary/caught-error.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {keepJob} from './api/job.ts';
import {keepLease} from './api/lease.ts';
import {resources} from './api/resource.ts';
import {makeObject, type Making} from './make-object.ts';
import {JOB_SECONDS, jobOf, ownerOf} from './run-job.ts';
import type {Metadata} from './labels.ts';
import type {Lease} from 'kubernetes-types/coordination/v1.js';
import {microTime} from './api/micro-time.ts';

/** The run whose Job and Lease this process renews until the signal fires. */
export interface KeptRun extends Making {
  readonly namespace: string;
  readonly metadata: Metadata & {readonly name: string};
  readonly over: AbortSignal;
}

/**
 * Creates the Job of a run, and keeps extending its deadline. Without the permission to do so, only another bottle can
 * remove leftovers of this run, which is reported.
 * @returns the owner of all other objects of the run; `undefined` without a Job
 * @throws TaskError `no-cluster`; the abort reason of the context's signal
 */
export async function keepRunJob(run: KeptRun): Promise<OwnerReference | undefined> {
  const {cluster, context, namespace, metadata, over} = run;
  try {
    const job = await makeObject(resources.jobs, jobOf(metadata), run);
    const kept = {namespace, name: metadata.name, durationSeconds: JOB_SECONDS};
    keepJob(cluster.client, kept, {signal: over}).catch((error: unknown) => {
      if (!over.aborted) context.warn(`the Job that owns this run was lost: ${reasonOf(error)}`);
    });
    return ownerOf(job);
  } catch (error) {
    if (!(error instanceof TaskError) || error.failure.reason !== 'kubernetes') throw error;
    const {why} = error.failure;
    context.warn(`the cluster cannot remove this run on its own if bottle does not come back: ${why}`);
    return undefined;
  }
}

/**
 * Creates the Lease of a run, and keeps renewing it.
 * @throws TaskError `kubernetes`, `no-cluster`; the abort reason of the context's signal
 */
export async function keepRunLease(run: KeptRun): Promise<void> {
  const {cluster, context, namespace, metadata, over} = run;
  await makeObject(resources.leases, leaseOf(metadata, cluster.owner), run);
  const kept = {namespace, name: metadata.name, holder: cluster.owner, durationSeconds: LEASE_SECONDS};
  const onLate = ({message}: Error): void =>
    context.warn(
      `the Lease of this run could not be renewed (${message}); other runs may remove its objects`,
    );
  keepLease(cluster.client, kept, {signal: over, onLate}).catch((error: unknown) => {
    if (!over.aborted) context.warn(`the Lease of this run was lost: ${reasonOf(error)}`);
  });
}

/** The time without a renewal after which a run counts as dead. Longer than a restart or a short suspend of its machine. */
const LEASE_SECONDS = 600;

type NamedLease = Lease & {readonly metadata: {readonly name: string}};

/** The Lease of a run, which shows that its bottle is alive. */
function leaseOf(metadata: Metadata & {readonly name: string}, holder: string): NamedLease {
  const now = microTime();
  return {
    metadata: {name: metadata.name, labels: {...metadata.labels}, annotations: {...metadata.annotations}},
    spec: {
      ...{holderIdentity: holder, leaseDurationSeconds: LEASE_SECONDS},
      ...{acquireTime: now, renewTime: now},
    },
  };
}
