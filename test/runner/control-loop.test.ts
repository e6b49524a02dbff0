import {expect, test} from 'vitest';
import {afterOperation} from '../../src/lifecycle/after-operation.ts';
import {taskGraphOf} from '../../src/lifecycle/task-graph.ts';
import type {TaskState} from '../../src/lifecycle/task-state.ts';
import {createControlLoop} from '../../src/runner/control-loop.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {turn} from '../support/deferred.ts';

const attempt = {tries: 1, restarts: 0, cause: 'needs-met'} as const;

/** A loop that starts independent tasks. */
function loopOf(count: number) {
  const names = Array.from({length: count}, (_, at) => `t${at}` as TaskName);
  const states = new Map<TaskName, TaskState>();
  const stateOf = (task: TaskName): TaskState =>
    states.get(task) ?? {status: 'waiting', for: 'needs', attempt};
  let idles = 0;
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
    situation: () => situation,
    execute(operation) {
      states.set(operation.task, afterOperation(operation, stateOf(operation.task)));
      loop.moved(operation.task);
      return undefined;
    },
    onIdle() {
      idles += 1;
    },
  });
  return {
    loop,
    started: () => [...states.values()].filter(({status}) => status === 'starting').length,
    idles: () => idles,
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
  let passes = 0;
  const loop = createControlLoop({
    situation() {
      passes += 1;
      throw new Error('a pass');
    },
    execute: () => undefined,
    onBug: () => loop.wake(),
  });
  loop.track(Promise.reject(new Error('a bug')));
  await expect(loop.quiet()).rejects.toThrow('a bug');
  await turn();
  expect(passes).toBe(0);
});
