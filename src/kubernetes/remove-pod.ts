import type {Pod} from 'kubernetes-types/core/v1.js';
import type {RemovalContext} from '../places/places.ts';
import {formatDuration, limitedMs} from '../vocabulary/duration.ts';
import type {ObjectRecord} from '../vocabulary/journal-record.ts';
import type {KubernetesClient} from './api/client.ts';
import {deleteObject, getObject} from './api/objects.ts';
import {ifFound} from './api/problem.ts';
import {resources} from './api/resource.ts';
import {LABELS} from './labels.ts';
import {labelValue} from './names.ts';
import {podChannel} from './pod-access.ts';
import {podId} from './pod-id.ts';
import {isOnLostNode, podState} from './pod-state.ts';
import {untilGone} from './until-gone.ts';

/** How long a kubelet may take to report that a killed container is gone. */
const KUBELET_MS = 10_000;

/**
 * Stops a pod and waits until it is gone. One whose kubelet does not say so is removed from the API server alone: a kubelet that comes
 * back ends what it should not have.
 * @throws KubernetesError; the reason of `expired`
 */
export async function removePod(
  record: ObjectRecord,
  client: KubernetesClient,
  context: RemovalContext,
): Promise<void> {
  const pod = await ownPod(record, client, context.expired);
  if (!pod) return;
  const removal = {record, pod, client, context};
  const graceMs = isOnLostNode(pod) ? 0 : await askToStop(removal);
  if (graceMs > 0 && !context.force.aborted) {
    await deletePod(removal, Math.ceil(graceMs / 1_000));
    if (await isGoneWithin(removal, graceMs + KUBELET_MS, context.force)) return;
  }
  if (!isOnLostNode(pod)) {
    context.report(`killing pod ${record.name}`);
    await deletePod(removal, 1);
    if (await isGoneWithin(removal, 1_000 + KUBELET_MS)) return;
  }
  await deletePod(removal, 0);
  await untilGone(client, resources.pods, {...record, signal: context.expired});
}

interface Removal {
  readonly record: ObjectRecord;
  readonly pod: Pod;
  readonly client: KubernetesClient;
  readonly context: RemovalContext;
}

/** The pod of a record; `undefined` if it is gone, or another run's. */
async function ownPod(
  {namespace, name, run}: ObjectRecord,
  client: KubernetesClient,
  signal: AbortSignal,
): Promise<Pod | undefined> {
  const pod = await ifFound(getObject(client, resources.pods, {namespace, name, signal}));
  return pod?.metadata?.labels?.[LABELS.run] === labelValue(run) ? pod : undefined;
}

/** Runs the commands before its stop signal. @returns how long it has from that signal on, in milliseconds */
async function askToStop({record, pod, client, context}: Removal): Promise<number> {
  const {graceMs, preStop = []} = record;
  const {force, forcedAt, services, report} = context;
  const {clock} = services;
  if (graceMs === 0 || force.aborted) return 0;
  const startedAt = clock.now();
  let now = startedAt;
  if (preStop.length > 0 && podState(pod).phase === 'running') {
    const deadline = clock.deadline(graceMs);
    const signal = AbortSignal.any([force, deadline.signal]);
    await context.beforeStop?.(record, podChannel(client, podId(record)), signal);
    deadline.cancel();
    now = clock.now();
  }
  const leftMs = limitedMs(Math.max(0, startedAt + graceMs - now), (forcedAt?.() ?? Infinity) - now);
  report(`stopping pod ${record.name}: SIGTERM, then SIGKILL after ${formatDuration(leftMs)}`);
  return leftMs;
}

async function deletePod(
  {record: {namespace, name}, pod, client, context}: Removal,
  graceSeconds: number,
): Promise<void> {
  const {uid} = pod.metadata ?? {};
  await deleteObject(client, resources.pods, {
    ...{namespace, name, graceSeconds, signal: context.expired},
    ...(uid !== undefined && {uid}),
  });
}

/** @param sooner ends the wait, too */
async function isGoneWithin(
  {record: {namespace, name}, client, context: {expired, services}}: Removal,
  ms: number,
  sooner?: AbortSignal,
): Promise<boolean> {
  const deadline = services.clock.deadline(ms);
  const signal = AbortSignal.any([expired, deadline.signal, ...(sooner ? [sooner] : [])]);
  try {
    await untilGone(client, resources.pods, {namespace, name, signal});
    return true;
  } catch (error) {
    expired.throwIfAborted();
    if (!signal.aborted) throw error;
    return false;
  } finally {
    deadline.cancel();
  }
}
