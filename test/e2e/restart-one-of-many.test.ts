import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readEvents} from '../../src/history/read-events.ts';
import type {RunList} from '../../src/schema/run-list.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const SERVICES = 20;

/** A binary tree: each service needs its parent. */
const LAUNCH = `tasks:\n${Array.from({length: SERVICES}, (_, at) => service(at)).join('')}`;

function service(at: number): string {
  const needs = at === 0 ? '' : `s${Math.floor((at - 1) / 2)}`;
  return `  s${at}: {needs: [${needs}], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}\n`;
}

async function pids(rig: LaunchRig): Promise<ReadonlyMap<string, number | null>> {
  const {stdout} = await rig.bottle(['ps', '--format', 'json']).ended();
  const {runs} = JSON.parse(stdout) as RunList;
  return new Map(runs.flatMap(({tasks}) => tasks.map(({task, pid}) => [task, pid])));
}

test('a restart of one of 20 services affects only its dependents', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  const {run} = await launch.event('run-started');
  await launch.event('run-ready');
  const before = await pids(rig);
  expect((await rig.bottle(['restart', 's4']).ended()).code).toBe(0);
  const touched = ['s4', 's9', 's10', 's19'];
  const events = await readEvents(join(rig.stateDir, 'runs', run));
  const later = events.slice(events.findIndex(({type}) => type === 'run-requested'));
  const concerned = new Set(later.flatMap(event => ('task' in event ? [event.task] : [])));
  expect([...concerned].sort()).toEqual([...touched].sort());
  const inOrder = (type: string): readonly string[] =>
    later.flatMap(event => (event.type === type && 'task' in event ? [event.task] : []));
  // Dependents stop first and start last.
  for (const order of [inOrder('task-stopped').toReversed(), inOrder('task-ready')]) {
    expect([...order].sort()).toEqual([...touched].sort());
    expect(order[0]).toBe('s4');
    expect(order.indexOf('s9')).toBeLessThan(order.indexOf('s19'));
  }
  const after = await pids(rig);
  expect([...after].filter(([task, pid]) => pid !== before.get(task)).map(([task]) => task)).toEqual(touched);
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  expect(await rig.leftBehind()).toEqual([]);
});
