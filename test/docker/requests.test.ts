import {join} from 'node:path';
import {expect, test} from 'vitest';
import {BUSYBOX, withEngine} from '../support/docker.ts';
import {engineProxy} from '../support/engine-proxy.ts';
import {launchFolder} from './launch-here.ts';

interface Options {
  /** The Dockerfile in the folder of the launch file. */
  readonly dockerfile?: string;
  /** Counts the requests of a second run. */
  readonly again?: boolean;
}

/** The requests of a run that is stopped once it is ready, as method and path, with an asterisk for each object. */
async function requestsOf(
  tasks: object,
  {dockerfile = '', again = false}: Options = {},
): Promise<readonly string[]> {
  const env: NodeJS.ProcessEnv = {...process.env};
  const folder = await launchFolder(env);
  await folder.write('Dockerfile', dockerfile);
  let lines: string[] = [];
  const {address} = await engineProxy(join(folder.dir, 'engine.sock'), async line => {
    lines.push(line);
    await Promise.resolve();
  });
  env.DOCKER_HOST = address;
  for (const isCounted of again ? [false, true] : [true]) {
    const launch = await folder.launch({tasks});
    await launch.event('run-ready');
    launch.stop();
    expect(await launch.ended).toMatchObject({failures: [], leftovers: []});
    if (!isCounted) lines = [];
  }
  return lines.map(short);
}

/** Removes version, query and ids. */
function short(line: string): string {
  const [method = '', path = ''] = line.split(' ');
  return `${method} ${path
    .replace(/\?.*/, '')
    .replace(/^\/v[\d.]+/, '')
    .replace(/(?<=^\/(containers|networks)\/)([0-9a-f]{64}|bottle-[^/]+)/, '*')
    .replace(/(?<=^\/images\/).+(?=\/json$)/, '*')}`;
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

  test('are three for an image that is already built: for its base, the image and its tag', async () => {
    const app = {image: {build: '.'}};
    const box = {container: {...container, image: '${{ tasks.app.ref }}'}};
    const requests = await requestsOf({app, box}, {dockerfile: `FROM ${BUSYBOX}\n`, again: true});
    const images = requests.filter(line => line.includes('/images/'));
    expect(images).toEqual(Array.from({length: 3}, () => 'GET /images/*/json'));
  });

  test('do not inspect an internal network if the container also joins the default bridge', async () => {
    const net = {network: {internal: true}};
    const box = {container: {...container, networks: ['net', 'bridge'], ports: ['80']}};
    const requests = await requestsOf({net, box});
    expect(requests.filter(line => / \/networks\/./.test(line))).toEqual([
      'POST /networks/create',
      'GET /networks/*',
      'POST /networks/bridge/connect',
      'DELETE /networks/*',
    ]);
  });

  test('do not inspect a network with reserved addresses, because bottle chooses its range', async () => {
    const net = {network: {addresses: ['web']}};
    const requests = await requestsOf({net});
    expect(requests.filter(line => / \/networks\/./.test(line))).toEqual([
      'POST /networks/create',
      'DELETE /networks/*',
    ]);
  });
});
