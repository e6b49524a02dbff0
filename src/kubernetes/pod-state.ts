import type {ContainerStatus, Pod, PodCondition} from 'kubernetes-types/core/v1.js';
import type {Exit} from '../vocabulary/failure.ts';

/** The state of a container of a pod. */
export type PodState =
  /** `doing` is the current step: "starting on node a". */
  | {readonly phase: 'waiting'; readonly doing: string}
  /** No node accepts it, which may change. */
  | {readonly phase: 'unschedulable'; readonly why: string}
  /** It will never run. */
  | {readonly phase: 'failed'; readonly doing: string; readonly why: string}
  | {readonly phase: 'running'}
  | {readonly phase: 'ended'; readonly exit: Exit};

/** The exit code of a killed process, used for a container that no longer exists. */
const KILLED = 137;

/** The state of a container of a pod that still exists in the API server. */
export function podState(pod: Pod, name?: string): PodState {
  const {status = {}} = pod;
  const container = statusOf(pod, name);
  const lost = lostNode(pod, container);
  if (lost !== undefined) return ended(KILLED, lost);
  if (container?.state?.terminated) return terminated(container.state.terminated, pod);
  // Evicted before its container had a status, or rejected by the kubelet of its node.
  if (status.phase === 'Failed')
    return ended(KILLED, reasonText(status) ?? disruption(pod) ?? 'the pod failed');
  if (status.phase === 'Succeeded') return ended(0);
  if (container?.state?.running) return {phase: 'running'};
  return waiting(pod, container);
}

/** The status of a container; without a name, of the first one. Kubelets sort the statuses by name. */
export function statusOf(pod: Pod, name = firstContainerOf(pod)): ContainerStatus | undefined {
  return pod.status?.containerStatuses?.find(container => container.name === name);
}

/** The name of the first container of a pod, which the others depend on. */
export function firstContainerOf({spec}: Pod): string | undefined {
  return spec?.containers[0]?.name;
}

/** The last seen state of a container of a deleted pod. */
export function deletedPod(pod: Pod, name?: string): PodState {
  const state = podState(pod, name);
  if (state.phase === 'ended') return state;
  return ended(KILLED, disruption(pod) ?? 'its pod was deleted');
}

/** Whether the node of a pod is lost, so that no kubelet can stop the pod. */
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

/** Reasons of a container that ended before its program started. */
const START_ERRORS: ReadonlySet<string> = new Set(['StartError', 'ContainerCannotRun']);

/** Reasons of a waiting container that will not start on its own. */
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
    return {phase: 'unschedulable', why: oneLine(scheduled.message) ?? 'no node accepts it'};
  if (scheduled?.status === 'True' || spec?.nodeName !== undefined)
    return {phase: 'waiting', doing: `starting on node ${spec?.nodeName ?? ''}`.trim()};
  return {phase: 'waiting', doing: 'waiting for a node'};
}

/** Whether it is waiting for its environment Secret, which already exists: the kubelet has not checked again yet. */
function isHeldBack(reason: string, message = ''): boolean {
  return reason === 'CreateContainerConfigError' && /^secret "\S+\.env" not found$/.test(message);
}

/**
 * The reason why a pod counts as lost although its container is reported as running. If a node stops responding, the
 * cluster marks its pods as not ready; a kubelet does that only together with the status of a container.
 */
function lostNode({status = {}, spec}: Pod, container: ContainerStatus | undefined): string | undefined {
  const isSaidToRun = container?.ready === true && container.state?.running !== undefined;
  const isFalse = (type: string): boolean => conditionOf(status.conditions, type)?.status === 'False';
  // With several containers, another one may not be running; the kubelet then sets both conditions.
  const isMarked = isFalse('Ready') && !isFalse('ContainersReady');
  const isLost = status.reason === 'NodeLost' || (isSaidToRun && isMarked);
  return isLost ? `its node ${spec?.nodeName ?? ''} does not respond`.replace('  ', ' ') : undefined;
}

/** The reason why the cluster ended the pod: a drained node, a more important pod, … */
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
