import type {Pod} from 'kubernetes-types/core/v1.js';
import type {RemovalContext} from '../places/places.ts';
import {formatDuration} from '../vocabulary/duration.ts';
import type {ObjectRecord} from '../vocabulary/journal-record.ts';
import type {KubernetesClient} from './api/client.ts';
import {follow} from './api/follow.ts';
import {resources} from './api/resource.ts';
import {podChannel} from './pod-access.ts';
import {podId} from './pod-id.ts';
import {graceLeft, ownPod, type Removal} from './pod-removal.ts';
import {isOnLostNode, podState} from './pod-state.ts';

/**
 * Stops a container that has joined a pod; called before the containers that it needs are stopped. Kubernetes can only
 * stop all containers of a pod together, so a command in the container sends the signal. A container without a shell,
 * or that does not stop in time, ends with its pod, when the first container is removed.
 * @throws KubernetesError; the abort reason of `expired`
 */
export async function stopContainer(
  record: ObjectRecord,
  client: KubernetesClient,
  context: RemovalContext,
): Promise<void> {
  const pod = await ownPod(record, client, context.expired);
  if (!pod || !isRunning(pod, record) || isOnLostNode(pod)) return;
  const removal = {record, pod, client, context};
  const graceMs = await graceLeft(removal);
  if (graceMs === 0 || context.force.aborted) return;
  context.report(`stopping container ${record.container ?? ''}: SIGTERM, for ${formatDuration(graceMs)}`);
  await endWithin(removal, graceMs);
}

function isRunning(pod: Pod, {container}: ObjectRecord): boolean {
  return podState(pod, container).phase === 'running';
}

async function endWithin(removal: Removal, ms: number): Promise<void> {
  const {record, client, context} = removal;
  const {expired, force, services} = context;
  const deadline = services.clock.deadline(ms);
  const over = AbortSignal.any([expired, force, deadline.signal]);
  try {
    if (await sendSignal(removal, over)) await untilEnded(record, client, over);
  } finally {
    deadline.cancel();
  }
  expired.throwIfAborted();
}

/** Whether the signal may have reached the container, which may end before the command responds. */
async function sendSignal({record, client}: Removal, signal: AbortSignal): Promise<boolean> {
  try {
    const {code} = await podChannel(client, podId(record)).exec(['sh', '-c', 'kill -s TERM 1'], {signal});
    return code !== NOT_FOUND;
  } catch {
    return !signal.aborted;
  }
}

/** The exit code of the shell if a program does not exist. */
const NOT_FOUND = 127;

async function untilEnded(record: ObjectRecord, client: KubernetesClient, over: AbortSignal): Promise<void> {
  const {namespace, name} = record;
  const ended = new AbortController();
  let isThere = false;
  const follower = {
    onChange({type, object}: {readonly type: string; readonly object: Pod}): void {
      isThere = type !== 'deleted';
      if (!isThere || !isRunning(object, record)) ended.abort();
    },
    onSynced(): void {
      if (!isThere) ended.abort();
    },
  };
  const signal = AbortSignal.any([over, ended.signal]);
  await follow(client, resources.pods, follower, {namespace, fields: `metadata.name=${name}`, signal});
}
