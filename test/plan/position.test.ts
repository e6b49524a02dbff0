import {expect, test} from 'vitest';
import {boundOf} from '../../src/plan/bound.ts';
import {chainPositionOf, positionsOf} from '../../src/plan/position.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {launchOf} from './launch-of.ts';

const launch = launchOf(`
  address: {alias: {wait: 10s}}
  ca: {certificate: {ca: true}}
  db:
    serve: "db \${{ tasks.address.ip }}"
    ready: [{port: 1}, {log: up, timeout: 5s}]
  web: {needs: [db, ca], serve: web, ready: {port: 2, timeout: 1m}}
  tests: {needs: [web], run: test}
`);

test('the place of a task: its wave and its neighbours', () => {
  expect(Object.fromEntries(positionsOf(launch.tasks))).toEqual({
    address: {wave: 1, needs: [], neededBy: ['db']},
    ca: {wave: 1, needs: [], neededBy: ['web']},
    db: {wave: 2, needs: ['address'], neededBy: ['web']},
    web: {wave: 3, needs: ['db', 'ca'], neededBy: ['tests']},
    tests: {wave: 4, needs: ['web'], neededBy: []},
  });
});

test('the chain that takes longest', () => {
  const positions = [...launch.tasks.keys()].map(name => [
    name,
    chainPositionOf(launch.tasks, name)?.position,
  ]);
  expect(Object.fromEntries(positions)).toEqual({address: 1, ca: undefined, db: 2, web: 3, tests: 4});
  expect(chainPositionOf(launch.tasks, 'web' as TaskName)).toEqual({position: 3, length: 4});
});

test.each([
  ['a step of bottle’s own', `x: {certificate: {ca: true}}`, 0, true],
  ['a lease that waits', `x: {alias: {wait: 10s}}`, 10_000, true],
  ['the default of a probe', `x: {serve: y, ready: {port: 1}}`, 30_000, true],
  [
    'the longest of several probes',
    `x: {serve: y, ready: [{port: 1, timeout: 1s}, {log: a, timeout: 3s}]}`,
    3000,
    true,
  ],
  [
    'every try, and the pauses between',
    `x: {serve: y, ready: {port: 1}, retry: {attempts: 3, delay: 1s}}`,
    92_000,
    true,
  ],
  [
    'the task’s own limit before all',
    `x: {serve: y, timeout: 7s, ready: {port: 1}, retry: {attempts: 3}}`,
    7000,
    true,
  ],
  ['a command without a limit', `x: {run: y, ready: {file: z, timeout: 2s}}`, 2000, false],
  ['a command with one', `x: {run: y, timeout: 2s}`, 2000, true],
  ['what Docker does', `x: {container: {image: y}, ready: {port: 1}}`, 30_000, false],
])('the bound of %s', (_, task, ms, isWhole) => {
  const one = launchOf(`\n  ${task}`).tasks.get('x' as TaskName);
  expect(one && boundOf(one)).toEqual({ms, isWhole});
});
