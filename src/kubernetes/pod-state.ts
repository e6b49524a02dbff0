import type {ContainerStatus, Pod, PodCondition} from 'kubernetes-types/core/v1.js';
import type {Exit} from '../vocabulary/failure.ts';

/** How far a container of a pod is. */
export type PodState =
  /** `doing` says what it waits for: "scheduling the pod". */
  | {readonly phase: 'waiting'; readonly doing: string}
  /** No node takes it; that may change. */
  | {readonly phase: 'unschedulable'; readonly why: string}
  /** It will never run. */
  | {readonly phase: 'failed'; readonly doing: string; readonly why: string}
  | {readonly phase: 'running'}
  | {readonly phase: 'ended'; readonly exit: Exit};

/** The exit code of a killed process, for a container that is gone with its own. */
const KILLED = 137;

/** The state of a container of a pod that the API server still has. */
export function podState(pod: Pod, name?: string): PodState {
  const {status = {}} = pod;
  const container = statusOf(pod, name);
  const lost = lostNode(pod, container);
  if (lost !== undefined) return ended(KILLED, lost);
  if (container?.state?.terminated) return terminated(container.state.terminated, pod);
  // Evicted before its container had a status, or refused by the kubelet of its node.
  if (status.phase === 'Failed')
    return ended(KILLED, reasonText(status) ?? disruption(pod) ?? 'the pod failed');
  if (status.phase === 'Succeeded') return ended(0);
  if (container?.state?.running) return {phase: 'running'};
  return waiting(pod, container);
}

/** The status of a container; without a name, of the first one. Kubelets sort them by name. */
export function statusOf(pod: Pod, name = firstContainerOf(pod)): ContainerStatus | undefined {
  return pod.status?.containerStatuses?.find(container => container.name === name);
}

/** The name of the first container of a pod, which the others need. */
export function firstContainerOf({spec}: Pod): string | undefined {
  return spec?.containers[0]?.name;
}

/** The last seen state of a container of a deleted pod. */
export function deletedPod(pod: Pod, name?: string): PodState {
  const state = podState(pod, name);
  if (state.phase === 'ended') return state;
  return ended(KILLED, disruption(pod) ?? 'its pod was deleted');
}

/** Whether no kubelet can end it. */
export function isOnLostNode(pod: Pod): boolean {
  return lostNode(pod, statusOf(pod)) !== undefined;
}

function ended(code: number, because?: string): PodState {
  return {phase: 'ended', exit: {code, ...(because !== undefined && {because})}};
}

type Terminated = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;

function terminated({exitCode, reason = '', message}: Terminated, pod: Pod): PodState {
  const why = oneLine(message);
  if (START_ERRORS.has(reason)) return {phase: 'failed', doing: 'start the container', why: why ?? reason};
  if (reason === 'OOMKilled') return ended(exitCode, 'it ran out of memory');
  const {status = {}} = pod;
  const because =
    reasonText(status) ?? disruption(pod) ?? (reason === 'ContainerStatusUnknown' ? why : undefined);
  return ended(exitCode, because);
}

/** Reasons of a container that ended before its program began. */
const START_ERRORS: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun']);

/** Reasons of a container that waits, after which it will not start by itself. */
const FAILURES: Readonly<Record<string, string>> = {
  ErrImagePull: 'pull',
  ImagePullBackOff: 'pull',
  InvalidImageName: 'pull',
  ImageInspectError: 'pull',
  ErrImageNeverPull: 'use',
  RegistryUnavailable: 'pull',
  CreateContainerConfigError: 'create a container of',
  CreateContainerError: 'create a container of',
  RunContainerError: 'start a container of',
  CrashLoopBackOff: 'start a container of',
};

function waiting({status = {}, spec}: Pod, container: ContainerStatus | undefined): PodState {
  const {reason = '', message} = container?.state?.waiting ?? {};
  const verb = isHeldBack(reason, message) ? undefined : FAILURES[reason];
  if (verb !== undefined) {
    const image = spec?.containers.find(({name}) => name === container?.name)?.image ?? '';
    return {phase: 'failed', doing: `${verb} \`${image}\``, why: oneLine(message) ?? reason};
  }
  const scheduled = conditionOf(status.conditions, 'PodScheduled');
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable')
    return {phase: 'unschedulable', why: oneLine(scheduled.message) ?? 'no node takes it'};
  if (scheduled?.status === 'True' || spec?.nodeName !== undefined)
    return {phase: 'waiting', doing: `starting on node ${spec?.nodeName ?? ''}`.trim()};
  return {phase: 'waiting', doing: 'waiting for a node'};
}

/** Whether it waits for the Secret with its environment, which exists by now: the kubelet has not looked again. */
function isHeldBack(reason: string, message = ''): boolean {
  return reason === 'CreateContainerConfigError' && /^secret "\S+\.env" not found$/.test(message);
}

/**
 * Why a pod counts as lost though its container is said to run: the cluster marks the pods of a node that does not respond as not ready,
 * which a kubelet itself does only together with the status of a container.
 */
function lostNode({status = {}, spec}: Pod, container: ContainerStatus | undefined): string | undefined {
  const isSaidToRun = container?.ready === true && container.state?.running !== undefined;
  const isFalse = (type: string): boolean => conditionOf(status.conditions, type)?.status === 'False';
  // Of several containers, another one may not run yet, or any more: then the kubelet says so for both.
  const isMarked = isFalse('Ready') && !isFalse('ContainersReady');
  const isLost = status.reason === 'NodeLost' || (isSaidToRun && isMarked);
  return isLost ? `its node ${spec?.nodeName ?? ''} does not respond`.replace('  ', ' ') : undefined;
}

/** Why the cluster ended it: a drained node, a more important pod, … */
function disruption({status = {}, metadata = {}}: Pod): string | undefined {
  const found = conditionOf(status.conditions, 'DisruptionTarget');
  if (found?.status === 'True') return oneLine(found.message) ?? found.reason;
  return metadata.deletionTimestamp === undefined ? undefined : 'its pod was deleted';
}

/** "Evicted: the node was low on memory". */
function reasonText({reason, message}: NonNullable<Pod['status']>): string | undefined {
  const why = oneLine(message);
  if (reason === undefined) return why;
  return why === undefined ? reason : `${reason}: ${why}`;
}

function conditionOf(conditions: readonly PodCondition[] = [], type: string): PodCondition | undefined {
  return conditions.find(condition => condition.type === type);
}

function oneLine(text: string | undefined): string | undefined {
  const line = text?.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return line === '' ? undefined : line;
}
