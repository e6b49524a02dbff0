import {expect, onTestFinished, test} from 'vitest';
import {connectControl} from '../../src/control/client.ts';
import {ERROR} from '../../src/control/protocol.ts';
import {RefusedByRun, type RunControl} from '../../src/runner/run-control.ts';
import {RUN_ERROR, type RunMethods} from '../../src/runner/run-methods.ts';
import {serveControl} from '../../src/runner/serve-control.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const web = 'web' as TaskName;
const report = {tasks: [{task: web, status: 'ready'}]} as const;

/** A run that records its requests. */
async function controlled(more: Partial<RunControl> = {}) {
  const asked: unknown[] = [];
  const remember = async (...all: unknown[]) => {
    asked.push(all);
    return report;
  };
  const control: RunControl = {
    stop: async tasks => await remember('stop', tasks),
    start: async tasks => await remember('start', tasks),
    restart: async (tasks, options) => await remember('restart', tasks, options),
    async down(options) {
      await remember('down', options);
      return {leftovers: []};
    },
    outputs: () => new Map([[web, {values: {url: 'http://x', key: 'hunter2'}, secret: ['key']}]]),
    execTarget: async () => await Promise.resolve({where: 'host', cwd: '/', env: {}}),
    ...more,
  };
  const dir = await temporaryDirectory();
  const bugs: unknown[] = [];
  const id = '20261122-143015-k3f9' as RunId;
  const server = await serveControl(control, {id, dir, onBug: error => void bugs.push(error)});
  onTestFinished(async () => await server.close());
  const client = await connectControl<RunMethods>(dir, {bottle: '0.1.0'});
  onTestFinished(client.close);
  return {asked, bugs, client};
}

test('each method reaches the run with its defaults', async () => {
  const {asked, client} = await controlled();
  expect(await client.request('stop', {tasks: ['web']})).toEqual(report);
  await client.request('start', {tasks: ['web', 'db']});
  await client.request('restart', {tasks: ['web']});
  await client.request('restart', {tasks: ['web'], deps: false, renew: true});
  expect(await client.request('down', {})).toEqual({leftovers: []});
  await client.request('down', {force: true, stopTimeoutMs: 500});
  expect(asked).toEqual([
    ['stop', ['web']],
    ['start', ['web', 'db']],
    ['restart', ['web'], {deps: true, renew: false}],
    ['restart', ['web'], {deps: false, renew: true}],
    ['down', {force: false}],
    ['down', {force: true, stopTimeoutMs: 500}],
  ]);
});

test('secret outputs are sent only on request', async () => {
  const {client} = await controlled();
  expect(await client.request('outputs', {})).toEqual({
    tasks: {web: {values: {url: 'http://x'}, secret: ['key']}},
  });
  expect(await client.request('outputs', {reveal: true})).toEqual({
    tasks: {web: {values: {url: 'http://x', key: 'hunter2'}, secret: ['key']}},
  });
});

test.each<readonly [string, object]>([
  ['stop', {}],
  ['stop', {tasks: []}],
  ['start', {tasks: 'web'}],
  ['restart', {tasks: [1]}],
  ['restart', {tasks: ['web'], deps: 'no'}],
  ['down', {force: 1}],
  ['down', {stopTimeoutMs: -1}],
  ['down', {stopTimeoutMs: '5s'}],
  ['outputs', {reveal: 'yes'}],
])('`%s` rejects %j', async (method, params) => {
  const {asked, client} = await controlled();
  await expect(client.request(method as 'down', params)).rejects.toMatchObject({
    problem: {why: 'refused', error: {code: ERROR.invalidParams}},
  });
  expect(asked).toEqual([]);
});

test.each([
  [{reason: 'unknown-task', task: 'wbe', known: [web]}, RUN_ERROR.unknownTask, {task: 'wbe', known: ['web']}],
  [{reason: 'run-stopping'}, RUN_ERROR.stopping, undefined],
] as const)('a refusal of the run becomes an error with its facts: %j', async (refusal, code, data) => {
  const refuse = async (): Promise<never> => {
    throw new RefusedByRun(refusal);
  };
  const {client, bugs} = await controlled({stop: refuse});
  await expect(client.request('stop', {tasks: ['wbe']})).rejects.toMatchObject({
    problem: {why: 'refused', error: {code, ...(data && {data})}},
  });
  expect(bugs).toEqual([]);
});
