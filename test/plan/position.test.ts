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

test('positionsOf returns the wave and the neighbours of each task', () => {
  expect(Object.fromEntries(positionsOf(launch.tasks))).toEqual({
    address: {wave: 1, needs: [], neededBy: ['db']},
    ca: {wave: 1, needs: [], neededBy: ['web']},
    db: {wave: 2, needs: ['address'], neededBy: ['web']},
    web: {wave: 3, needs: ['db', 'ca'], neededBy: ['tests']},
    tests: {wave: 4, needs: ['web'], neededBy: []},
  });
});

test('chainPositionOf returns the position in the longest chain', () => {
  const positions = [...launch.tasks.keys()].map(name => [
    name,
    chainPositionOf(launch.tasks, name)?.position,
  ]);
  expect(Object.fromEntries(positions)).toEqual({address: 1, ca: undefined, db: 2, web: 3, tests: 4});
  expect(chainPositionOf(launch.tasks, 'web' as TaskName)).toEqual({position: 3, length: 4});
});

test.each([
  ['an internal step of bottle', `x: {certificate: {ca: true}}`, 0, true],
  ['a lease with `wait`', `x: {alias: {wait: 10s}}`, 10_000, true],
  ['a probe by default', `x: {serve: y, ready: {port: 1}}`, 30_000, true],
  [
    'the longest of several probes',
    `x: {serve: y, ready: [{port: 1, timeout: 1s}, {log: a, timeout: 3s}]}`,
    3000,
    true,
  ],
  [
    'all attempts and the pauses between them',
    `x: {serve: y, ready: {port: 1}, retry: {attempts: 3, delay: 1s}}`,
    92_000,
    true,
  ],
  [
    'a task with its own timeout, which takes precedence',
    `x: {serve: y, timeout: 7s, ready: {port: 1}, retry: {attempts: 3}}`,
    7000,
    true,
  ],
  ['a command without a timeout', `x: {run: y, ready: {file: z, timeout: 2s}}`, 2000, false],
  ['a command with a timeout', `x: {run: y, timeout: 2s}`, 2000, true],
  ['a step of Docker', `x: {container: {image: y}, ready: {port: 1}}`, 30_000, false],
])('bounds %s', (_, task, ms, isWhole) => {
  const one = launchOf(`\n  ${task}`).tasks.get('x' as TaskName);
  expect(one && boundOf(one)).toEqual({ms, isWhole});
});
