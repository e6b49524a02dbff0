import {join} from 'node:path';
import {expect, test} from 'vitest';
import {BUSYBOX, withEngine} from '../support/docker.ts';
import {engineProxy} from '../support/engine-proxy.ts';
import {launchFolder} from './launch-here.ts';

/** The requests of a run that is stopped once it is ready, as method and path, with an asterisk for each container. */
async function requestsOf(tasks: object): Promise<readonly string[]> {
  const env: NodeJS.ProcessEnv = {...process.env};
  const folder = await launchFolder(env);
  const lines: string[] = [];
  const {address} = await engineProxy(join(folder.dir, 'engine.sock'), async line => {
    lines.push(line);
    await Promise.resolve();
  });
  env.DOCKER_HOST = address;
  const launch = await folder.launch({tasks});
  await launch.event('run-ready');
  launch.stop();
  expect(await launch.ended).toMatchObject({failures: [], leftovers: []});
  return lines.map(short);
}

/** Removes version, query and ids. */
function short(line: string): string {
  const [method = '', path = ''] = line.split(' ');
  return `${method} ${path
    .replace(/\?.*/, '')
    .replace(/^\/v[\d.]+/, '')
    .replace(/(?<=^\/containers\/)([0-9a-f]{64}|bottle-[^/]+)/, '*')}`;
}

const container = {image: BUSYBOX, command: ['sh', '-c', 'trap exit TERM; sleep 600 & wait']};
const checked = {
  container: {...container, healthcheck: {command: 'true', interval: '1s'}},
  ready: {health: {}},
};

/** Requests independent of the containers: a ping, and the search for leftovers of dead runs before and after the run. */
const PER_RUN = [
  'GET /_ping',
  'GET /containers/json',
  'GET /containers/json',
  'GET /networks',
  'GET /networks',
  'GET /volumes',
  'GET /volumes',
];

/** A start and a stop within the grace period. */
const PER_CONTAINER = [
  'DELETE /containers/*',
  ...['GET /containers/*/json', 'GET /containers/*/json'],
  ...['attach', 'start', 'stop', 'wait'].map(action => `POST /containers/*/${action}`),
  'POST /containers/create',
];

withEngine('the requests to an engine', () => {
  test('are eight for each container, five of them for its start', async () => {
    expect((await requestsOf({box: {container}})).toSorted()).toEqual(
      [...PER_RUN, ...PER_CONTAINER].toSorted(),
    );
  });

  test('are not more for several containers, except for one event stream and a lookup for each health check', async () => {
    const tasks = {box: {container}, checked, checked2: checked};
    const health = ['GET /events', 'GET /containers/*/json', 'GET /containers/*/json'];
    const all = [...PER_RUN, ...PER_CONTAINER, ...PER_CONTAINER, ...PER_CONTAINER, ...health];
    expect((await requestsOf(tasks)).toSorted()).toEqual(all.toSorted());
  });
});
