import type {Lease} from 'kubernetes-types/coordination/v1.js';
import {microTime} from './api/micro-time.ts';
import type {Metadata} from './labels.ts';

/** The time without a renewal after which a run counts as dead: longer than a restart or a short suspend of its machine. */
export const LEASE_SECONDS = 600;

type NamedLease = Lease & {readonly metadata: {readonly name: string}};

/** The Lease of a run, which says that its bottle is alive. */
export function leaseOf(metadata: Metadata & {readonly name: string}, holder: string): NamedLease {
  const now = microTime();
  return {
    metadata: {name: metadata.name, labels: {...metadata.labels}, annotations: {...metadata.annotations}},
    spec: {
      ...{holderIdentity: holder, leaseDurationSeconds: LEASE_SECONDS},
      ...{acquireTime: now, renewTime: now},
    },
  };
}
