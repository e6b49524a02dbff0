import type {Pod} from 'kubernetes-types/core/v1.js';
import type {RemovalContext} from '../places/places.ts';
import {limitedMs} from '../vocabulary/duration.ts';
import type {ObjectRecord} from '../vocabulary/journal-record.ts';
import type {KubernetesClient} from './api/client.ts';
import {getObject} from './api/objects.ts';
import {ifFound} from './api/problem.ts';
import {resources} from './api/resource.ts';
import {LABELS} from './labels.ts';
import {labelValue} from './names.ts';
import {podChannel} from './pod-access.ts';
import {podId} from './pod-id.ts';
import {firstContainerOf, podState} from './pod-state.ts';

/** A pod to remove, or one of its containers to stop. */
export interface Removal {
  readonly record: ObjectRecord;
  readonly pod: Pod;
  readonly client: KubernetesClient;
  readonly context: RemovalContext;
}

/** The pod of a record; `undefined` if it is gone, or belongs to another run. */
export async function ownPod(
  {namespace, name, run}: ObjectRecord,
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<Pod | undefined> {
  const pod = await ifFound(getObject(client, resources.pods, {namespace, name, signal}));
  return pod?.metadata?.labels?.[LABELS.run] === labelValue(run) ? pod : undefined;
}

/** Runs the `pre_stop` commands. @returns the grace period left for the stop signal, in milliseconds */
export async function graceLeft({record, pod, client, context}: Removal): Promise<number> {
  const {graceMs, preStop = []} = record;
  const {force, forcedAt, services} = context;
  const {clock} = services;
  if (graceMs === 0 || force.aborted) return 0;
  const startedAt = clock.now();
  let now = startedAt;
  const {container = firstContainerOf(pod)} = record;
  if (preStop.length > 0 && podState(pod, container).phase === 'running') {
    const deadline = clock.deadline(graceMs);
    const signal = AbortSignal.any([force, deadline.signal]);
    await context.beforeStop?.(record, podChannel(client, podId({...record, container})), signal);
    deadline.cancel();
    now = clock.now();
  }
  return limitedMs(Math.max(0, startedAt + graceMs - now), (forcedAt?.() ?? Infinity) - now);
}
