import type {Pod} from 'kubernetes-types/core/v1.js';
import {expect, test} from 'vitest';
import {deletedPod, podState, type PodState} from '../../src/kubernetes/pod-state.ts';

type Status = NonNullable<Pod['status']>;
type ContainerState = NonNullable<NonNullable<Status['containerStatuses']>[number]['state']>;

function pod(status: Status, metadata: Pod['metadata'] = {}): Pod {
  return {metadata, spec: {nodeName: 'node-1', containers: [{name: 'main', image: 'nginx:9'}]}, status};
}

function withContainer(state: ContainerState, others: Status = {}, ready = false): Status {
  return {
    ...others,
    containerStatuses: [{name: 'main', image: '', imageID: '', ready, restartCount: 0, state}],
  };
}

const running = {running: {startedAt: '2026-11-29T04:00:00Z'}};
const condition = (type: string, status: string, more = {}) => ({type, status, ...more});

const states: readonly [string, Status, PodState][] = [
  ['nothing known', {}, {phase: 'waiting', doing: 'starting on node node-1'}],
  [
    'unschedulable',
    {
      conditions: [
        condition('PodScheduled', 'False', {
          reason: 'Unschedulable',
          message: '0/2 nodes: too little memory.',
        }),
      ],
    },
    {phase: 'unschedulable', why: '0/2 nodes: too little memory'},
  ],
  [
    'being created',
    withContainer(
      {waiting: {reason: 'ContainerCreating'}},
      {conditions: [condition('PodScheduled', 'True')]},
    ),
    {phase: 'waiting', doing: 'starting on node node-1'},
  ],
  ...['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName'].map((reason): [string, Status, PodState] => [
    reason,
    withContainer({waiting: {reason, message: 'no such\n  manifest'}}),
    {phase: 'failed', doing: 'pull `nginx:9`', why: 'no such manifest'},
  ]),
  [
    'a missing image',
    withContainer({waiting: {reason: 'ErrImageNeverPull'}}),
    {phase: 'failed', doing: 'use `nginx:9`', why: 'ErrImageNeverPull'},
  ],
  [
    'a missing Secret',
    withContainer({waiting: {reason: 'CreateContainerConfigError', message: 'secret "x" not found'}}),
    {phase: 'failed', doing: 'create a container of `nginx:9`', why: 'secret "x" not found'},
  ],
  [
    'restarted by the cluster against its policy',
    withContainer({waiting: {reason: 'CrashLoopBackOff', message: 'back-off 10s'}}),
    {phase: 'failed', doing: 'start a container of `nginx:9`', why: 'back-off 10s'},
  ],
  [
    'a missing program',
    withContainer({terminated: {exitCode: 128, reason: 'StartError', message: 'exec: "x": not found'}}),
    {phase: 'failed', doing: 'start the container', why: 'exec: "x": not found'},
  ],
  ['running', withContainer(running, {phase: 'Running'}, true), {phase: 'running'}],
  [
    'running and ready',
    withContainer(running, {conditions: [condition('Ready', 'True')]}, true),
    {phase: 'running'},
  ],
  [
    'running, not ready yet',
    withContainer(running, {conditions: [condition('Ready', 'False')]}),
    {phase: 'running'},
  ],
  [
    'on a node that does not respond',
    withContainer(running, {conditions: [condition('Ready', 'False')]}, true),
    {phase: 'ended', exit: {code: 137, because: 'its node node-1 does not respond'}},
  ],
  [
    'succeeded',
    withContainer({terminated: {exitCode: 0, reason: 'Completed'}}),
    {phase: 'ended', exit: {code: 0}},
  ],
  ['failed', withContainer({terminated: {exitCode: 3, reason: 'Error'}}), {phase: 'ended', exit: {code: 3}}],
  [
    'out of memory',
    withContainer({terminated: {exitCode: 137, reason: 'OOMKilled'}}),
    {phase: 'ended', exit: {code: 137, because: 'it ran out of memory'}},
  ],
  [
    'evicted',
    {phase: 'Failed', reason: 'Evicted', message: 'The node was low on resource: memory. '},
    {phase: 'ended', exit: {code: 137, because: 'Evicted: The node was low on resource: memory'}},
  ],
  [
    'drained',
    withContainer(
      {terminated: {exitCode: 143}},
      {
        conditions: [
          condition('DisruptionTarget', 'True', {
            reason: 'EvictionByEvictionAPI',
            message: 'Eviction API: evicting',
          }),
        ],
      },
    ),
    {phase: 'ended', exit: {code: 143, because: 'Eviction API: evicting'}},
  ],
];

test.each(states)('reports the state: %s', (_, status, state) => {
  expect(podState(pod(status))).toEqual(state);
});

test('an unscheduled pod waits for a node', () => {
  expect(podState({spec: {containers: []}})).toEqual({phase: 'waiting', doing: 'waiting for a node'});
});

test('a deleted pod has ended, with its own exit code if known', () => {
  const exit = (status: Status, metadata = {}) => deletedPod(pod(status, metadata));
  expect(exit(withContainer({terminated: {exitCode: 0}}))).toEqual({phase: 'ended', exit: {code: 0}});
  expect(exit(withContainer(running))).toEqual({
    ...{phase: 'ended', exit: {code: 137, because: 'its pod was deleted'}},
  });
  const taint = condition('DisruptionTarget', 'True', {
    ...{reason: 'DeletionByTaintManager', message: 'Taint manager: deleting due to NoExecute taint'},
  });
  expect(exit(withContainer(running, {conditions: [taint]}))).toEqual({
    ...{phase: 'ended', exit: {code: 137, because: 'Taint manager: deleting due to NoExecute taint'}},
  });
});

test('the state of a pod is that of its first container in the spec, not of the first status', () => {
  const spec = {containers: ['web', 'cache'].map(name => ({name, image: 'nginx:9'}))};
  const statuses = [
    {name: 'cache', state: {terminated: {exitCode: 1}}},
    {name: 'web', state: running},
  ].map(each => ({image: '', imageID: '', ready: false, restartCount: 0, ...each}));
  const several = {spec, status: {phase: 'Running', containerStatuses: statuses}};
  expect([podState(several), podState(several, 'cache').phase]).toEqual([{phase: 'running'}, 'ended']);
});
