import type {Pod} from 'kubernetes-types/core/v1.js';
import type {PlaceContext} from '../places/place-context.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {TaskError, type Exit} from '../vocabulary/failure.ts';
import {toolFailure} from '../vocabulary/make-failure.ts';
import {deletedPod, podState, type PodState} from './pod-state.ts';
import type {RunPods, SeenPod} from './run-pods.ts';

/** How long a pod may wait for a node; some clusters start a new node for it. */
const SCHEDULING_MS = 300_000;

/** The exit code of `docker run` if the engine itself fails. */
const CLUSTER_FAILED = 125;

/** A pod from its creation to its end. */
export interface PodLife {
  /**
   * Resolves when its container is running or has ended.
   * @throws TaskError `kubernetes` if it will never start; the abort reason of the signal
   */
  started(): Promise<void>;
  /** Its address in the cluster; `undefined` if it ended before it had one. */
  address(): Promise<string | undefined>;
  /** Never rejects. */
  readonly ended: Promise<Exit>;
}

/** A container of a pod. */
export interface FollowedContainer {
  readonly uid: string;
  readonly container: string;
}

/** Follows a created container of a pod, and reports its progress. */
export function followPod(
  pods: RunPods,
  {uid, container}: FollowedContainer,
  context: Pick<PlaceContext, 'task' | 'signal' | 'report' | 'warn' | 'services'>,
): PodLife {
  const ended = deferred<Exit>();
  const started = deferred<undefined>();
  const address = deferred<string | undefined>();
  const over = new AbortController();
  const schedule = scheduling(context, started.reject);
  started.promise.catch(() => undefined);
  const end = (exit: Exit): void => {
    ended.resolve(exit);
    address.resolve(undefined);
    started.resolve(undefined);
    over.abort();
  };
  const onState = (state: PodState, pod: Pod): void => {
    if (state.phase !== 'unschedulable') schedule.end();
    switch (state.phase) {
      case 'waiting':
        return context.report(state.doing);
      case 'unschedulable':
        return schedule.wait(state.why);
      case 'failed':
        started.reject(new TaskError(toolFailure('kubernetes', {task: context.task, ...factsOf(state)})));
        return end({code: CLUSTER_FAILED, because: `it could not ${state.doing}: ${state.why}`});
      case 'running':
        if (pod.status?.podIP !== undefined) address.resolve(pod.status.podIP);
        return started.resolve(undefined);
      case 'ended':
        return end(state.exit);
    }
  };
  const onSeen = (seen: SeenPod): void => {
    if (seen.seen === 'nothing') end({code: CLUSTER_FAILED, because: seen.why});
    else
      onState(
        seen.seen === 'gone' ? deletedPod(seen.pod, container) : podState(seen.pod, container),
        seen.pod,
      );
  };
  pods.follow(uid, onSeen, over.signal);
  return {
    ended: ended.promise,
    address: async () => await raceAbort(address.promise, context.signal),
    started: async () => {
      try {
        await raceAbort(started.promise, context.signal);
      } finally {
        schedule.end();
      }
    },
  };
}

function factsOf({doing, why}: Extract<PodState, {phase: 'failed'}>) {
  return {doing, why};
}

/** The wait for a node, which is reported once and has a time limit. */
function scheduling(
  {task, report, warn, services: {clock}}: Pick<PlaceContext, 'task' | 'report' | 'warn' | 'services'>,
  fail: (failure: TaskError) => void,
) {
  let deadline: ReturnType<typeof clock.deadline> | undefined;
  let last = '';
  return {
    wait(why: string): void {
      report(`waiting for a node: ${why}`);
      last = why;
      if (deadline) return;
      warn(`no node of the cluster can run it yet: ${why}`);
      deadline = clock.deadline(SCHEDULING_MS);
      const end = (): void =>
        fail(new TaskError(toolFailure('kubernetes', {task, doing: 'schedule its pod', why: last})));
      deadline.signal.addEventListener('abort', end, {once: true});
    },
    end(): void {
      deadline?.cancel();
    },
  };
}

/** A promise that can be settled from outside, once. From Node 22 on, `Promise.withResolvers` does this. */
interface Deferred<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

function deferred<Value>(): Deferred<Value> {
  let resolve: Deferred<Value>['resolve'] = () => undefined;
  let reject: Deferred<Value>['reject'] = () => undefined;
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return {promise, resolve, reject};
}
