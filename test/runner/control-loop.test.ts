import {expect, test} from 'vitest';
import {afterOperation} from '../../src/lifecycle/after-operation.ts';
import {taskGraphOf} from '../../src/lifecycle/task-graph.ts';
import type {TaskState} from '../../src/lifecycle/task-state.ts';
import {createControlLoop} from '../../src/runner/control-loop.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {turn} from '../support/deferred.ts';

const attempt = {tries: 1, restarts: 0, cause: 'needs-met'} as const;

/** A loop that starts independent tasks. `work` is the result of each start. */
function loopOf(count: number, {work, onBug}: {work?: Promise<void>; onBug?: () => void} = {}) {
  const names = Array.from({length: count}, (_, at) => `t${at}` as TaskName);
  const states = new Map<TaskName, TaskState>();
  const stateOf = (task: TaskName): TaskState =>
    states.get(task) ?? {status: 'waiting', for: 'needs', attempt};
  let idles = 0;
  let readings = 0;
  const situation = {
    ...{graph: taskGraphOf(new Map(names.map(name => [name, []]))), stateOf},
    ...{jobs: count, mayHaveOrphans: false, holdsRemovals: false},
    desiredOf: () => 'up' as const,
    causeOf: () => 'requested' as const,
    isLeftAlone: () => false,
    reusesThings: () => false,
    hasResources: () => false,
    reasonToSkip: () => undefined,
  };
  const loop = createControlLoop({
    situation() {
      readings += 1;
      return situation;
    },
    execute(operation) {
      states.set(operation.task, afterOperation(operation, stateOf(operation.task)));
      loop.moved(operation.task);
      return operation.op === 'start' ? work : undefined;
    },
    onIdle() {
      idles += 1;
    },
    ...(onBug && {onBug}),
  });
  return {
    loop,
    started: () => [...states.values()].filter(({status}) => status === 'starting').length,
    idles: () => idles,
    readings: () => readings,
  };
}

test('handles the changes of a pass in that pass', async () => {
  const {loop, started, idles} = loopOf(8);
  loop.wake();
  await loop.quiet();
  expect(started()).toBe(8);
  await turn();
  expect(idles()).toBe(1);
});

test('makes no pass after a bug, even if one was due', async () => {
  let readBefore = 0;
  const {loop, readings} = loopOf(1, {
    work: Promise.reject(new Error('a bug')),
    onBug() {
      readBefore = readings();
      loop.wake();
    },
  });
  loop.wake();
  await expect(loop.quiet()).rejects.toThrow('a bug');
  await turn();
  expect(readBefore).toBeGreaterThan(0);
  expect(readings()).toBe(readBefore);
});
