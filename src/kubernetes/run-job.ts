import type {Job} from 'kubernetes-types/batch/v1.js';
import type {OwnerReference} from 'kubernetes-types/meta/v1.js';
import {resources, typeOf} from './api/resource.ts';
import type {Metadata} from './labels.ts';

/**
 * The deadline of a run's Job after its last renewal. Longer than the Lease, so that a laptop that sleeps for a while
 * finds its containers again; once the Lease has expired, only other users of the cluster remove leftovers of the run.
 */
export const JOB_SECONDS = 3_600;

type NamedJob = Job & {readonly metadata: {readonly name: string}};

/**
 * The Job that owns the objects of a run. It runs no pod, so it exists until its deadline, which bottle extends while
 * the run is up. The cluster then removes the Job, and its garbage collector the objects, without any bottle.
 */
export function jobOf(metadata: Metadata & {readonly name: string}): NamedJob {
  return {
    metadata: {name: metadata.name, labels: {...metadata.labels}, annotations: {...metadata.annotations}},
    spec: {
      ...{parallelism: 0, activeDeadlineSeconds: JOB_SECONDS, ttlSecondsAfterFinished: 0},
      // Required, but never used.
      template: {spec: {restartPolicy: 'Never', containers: [{name: 'none', image: 'none'}]}},
    },
  };
}

/** The owner reference with which an object is removed along with the Job; `undefined` for a Job without a uid. */
export function ownerOf({metadata}: Job): OwnerReference | undefined {
  const {name, uid} = metadata ?? {};
  return name === undefined || uid === undefined ? undefined : {...typeOf(resources.jobs), name, uid};
}
