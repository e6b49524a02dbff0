import type {RemovalContext} from '../places/places.ts';
import {formatDuration} from '../vocabulary/duration.ts';
import type {ObjectRecord} from '../vocabulary/journal-record.ts';
import type {KubernetesClient} from './api/client.ts';
import {deleteObject} from './api/objects.ts';
import {resources} from './api/resource.ts';
import {graceLeft, ownPod, type Removal} from './pod-removal.ts';
import {isOnLostNode} from './pod-state.ts';
import {untilGone} from './until-gone.ts';

/** How long a kubelet may take to report that a killed container is gone. */
const KUBELET_MS = 10_000;

/**
 * Stops a pod and waits until it is gone. If its kubelet does not confirm that, the pod is removed only from the API
 * server; if the kubelet comes back, it stops the containers.
 * @throws KubernetesError; the abort reason of `expired`
 */
export async function removePod(
  record: ObjectRecord,
  client: KubernetesClient,
  context: RemovalContext,
): Promise<void> {
  const pod = await ownPod(record, client, context.expired);
  if (!pod) return;
  const removal = {record, pod, client, context};
  const graceMs = isOnLostNode(pod) ? 0 : await graceLeft(removal);
  if (graceMs > 0) {
    const limit = formatDuration(graceMs);
    context.report(`stopping pod ${record.name}: SIGTERM, then SIGKILL after ${limit}`);
  }
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

/** @param sooner also ends the wait */
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
