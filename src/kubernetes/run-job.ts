import type {Job} from 'kubernetes-types/batch/v1.js';
import type {OwnerReference} from 'kubernetes-types/meta/v1.js';
import {resources, typeOf} from './api/resource.ts';
import type {Metadata} from './labels.ts';

/**
 * How long after its last renewal the Job of a run reaches its deadline. Longer than the Lease, after which only others who use the
 * cluster remove what the run has left: a laptop that sleeps through lunch finds its containers again.
 */
export const JOB_SECONDS = 3_600;

type NamedJob = Job & {readonly metadata: {readonly name: string}};

/**
 * The Job that owns the objects of a run: it runs no pod, so it lasts until its deadline, which bottle moves as long as the run is up. The
 * cluster then removes the Job, and its garbage collector the objects, without any bottle.
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

/** The reference by which an object is removed with that Job; `undefined` for a Job without a uid. */
export function ownerOf({metadata}: Job): OwnerReference | undefined {
  const {name, uid} = metadata ?? {};
  return name === undefined || uid === undefined ? undefined : {...typeOf(resources.jobs), name, uid};
}
