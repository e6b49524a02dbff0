import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect} from 'vitest';
import {readEvents} from '../../src/history/read-events.ts';
import {emptyStatus, fold, unmetNeeds, type RunStatus} from '../../src/history/run-status.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import type {LaunchRig} from '../support/launch-rig.ts';
import {TASKS, traceOf} from './stormed-launch.ts';

/** The state of a run according to its event log. */
export async function statusOfRun({stateDir}: LaunchRig, run: string): Promise<RunStatus> {
  return (await readEvents(join(stateDir, 'runs', run))).reduce(fold, emptyStatus);
}

/**
 * Checks the event logs of all runs of a rig: each run has ended, kept the dependency order, and matches the traces of
 * its tasks.
 */
export async function expectEventsTrue(rig: LaunchRig): Promise<void> {
  const runs = await readdir(join(rig.stateDir, 'runs'));
  const logs = await Promise.all(runs.map(async run => await readEvents(join(rig.stateDir, 'runs', run))));
  for (const log of logs) expectInOrder(log);
  const count = (type: RunEvent['type'], name: string): number =>
    logs.flat().filter(event => event.type === type && 'task' in event && event.task === name).length;
  for (const {name, isService} of TASKS) {
    const traced = (await rig.read(traceOf(name)).catch(() => '')).split('\n').length - 1;
    // A task may have been stopped before it wrote its trace.
    expect(traced, name).toBeGreaterThanOrEqual(count(isService ? 'task-ready' : 'task-done', name));
    expect(traced, name).toBeLessThanOrEqual(count('task-started', name));
  }
}

function expectInOrder(events: readonly RunEvent[]): void {
  const end = events.reduce((status, event) => {
    if (event.type === 'task-started') expectNeedsMet(status, event.task);
    if (event.type === 'task-stopped') expectDependentsDown(status, event.task);
    return fold(status, event);
  }, emptyStatus);
  expect(end).toMatchObject({phase: 'ended', failures: [], ended: {leftovers: 0, failures: 0}});
  expect(
    end.tasks.filter(({status}) => !['stopped', 'done', 'cancelled', 'waiting'].includes(status)),
  ).toEqual([]);
}

function expectNeedsMet(status: RunStatus, name: string): void {
  const task = status.tasks.find(({task}) => task === name);
  expect({name, unmet: task && unmetNeeds(status, task)}).toEqual({name, unmet: []});
}

function expectDependentsDown(status: RunStatus, name: string): void {
  const up = status.tasks.filter(
    ({needs, status: is}) =>
      needs.some(({task}) => task === name) && ['starting', 'running', 'probing', 'ready'].includes(is),
  );
  expect({name, up: up.map(({task}) => task)}).toEqual({name, up: []});
}
