import {describe, expect, test} from 'vitest';
import {seeTasks, type TaskProcess} from '../../src/runs/task-usage.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';
import type {ProcessRecord} from '../../src/vocabulary/journal-record.ts';
import {fakeTable, type FakeProcess} from '../support/fake-table.ts';

const run = '20261122-143015-k3f9' as RunId;
const [web, db] = ['web', 'db'] as [TaskName, TaskName];
const here = {bootId: 'b1', pidNamespace: 'n1'};

function started(task: TaskName, pid: number, facts: Partial<ProcessRecord> = {}): TaskProcess {
  const record = {made: 'process', pid, startTime: '0', ...here, group: true, graceMs: 0} as const;
  return {run, task, record: {...record, ...facts}};
}

function seen(processes: readonly FakeProcess[], ...all: readonly TaskProcess[]) {
  const table = fakeTable([{pid: 1, name: 'init'}, ...processes]);
  return seeTasks(table, all, here);
}

describe('the usage of a task', () => {
  test('is the sum for its process, group and session, and all of their children', () => {
    const {usageOf} = seen(
      [
        {pid: 10, cpuMs: 100, memoryBytes: 1000, startedAt: 50},
        {pid: 11, parent: 10, group: 10, session: 10, cpuMs: 20, memoryBytes: 200, startedAt: 60},
        {pid: 12, parent: 11, cpuMs: 3, memoryBytes: 30, startedAt: 70},
        {pid: 13, parent: 1, group: 13, session: 10, cpuMs: 4, memoryBytes: 4},
        {pid: 14, cpuMs: 5000, memoryBytes: 50_000},
      ],
      started(web, 10),
    );
    expect(usageOf(run, web)).toEqual({startedAt: 0, cpuMs: 127, memoryBytes: 1234});
    expect(usageOf(run, db)).toBeUndefined();
  });

  test('excludes another task that is its child', () => {
    const {usageOf} = seen(
      [
        {pid: 10, cpuMs: 1},
        {pid: 20, parent: 10, cpuMs: 10},
        {pid: 21, parent: 20, cpuMs: 100},
      ],
      started(web, 10),
      started(db, 20),
    );
    expect(usageOf(run, web)?.cpuMs).toBe(1);
    expect(usageOf(run, db)?.cpuMs).toBe(110);
  });

  test('includes a daemon without a parent, by the mark in its environment', () => {
    const environment = [`BOTTLE_RUN=${run}`, 'BOTTLE_TASK=web'];
    const {usageOf} = seen(
      [
        {pid: 10, cpuMs: 1},
        {pid: 30, parent: 1, cpuMs: 10, environment},
        {pid: 31, parent: 30, cpuMs: 100},
        {pid: 40, parent: 1, cpuMs: 1000, environment: ['BOTTLE_RUN=another', 'BOTTLE_TASK=web']},
      ],
      started(web, 10),
    );
    expect(usageOf(run, web)?.cpuMs).toBe(111);
  });

  test('is calculated even if processes are their own parents', () => {
    const {usageOf} = seen(
      [
        {pid: 10, parent: 11},
        {pid: 11, parent: 10},
      ],
      started(web, 99),
    );
    expect(usageOf(run, web)).toBeUndefined();
  });
});

describe('the process of a record', () => {
  const {leaderOf} = seen([{pid: 10}]);

  test.each([
    ['exists', {}, expect.objectContaining({pid: 10})],
    ['is gone, and its pid belongs to another process', {startTime: '1'}, undefined],
    ['is from before a reboot', {bootId: 'b0'}, undefined],
    ['is in a namespace that is not visible', {pidNamespace: 'n2'}, null],
  ])('%s', (_, facts, expected) => {
    expect(leaderOf(started(web, 10, facts).record)).toEqual(expected);
  });
});
