import {expect, test} from 'vitest';
import {fakeApiServer} from '../support/fake-api-server.ts';
import {launchRig} from '../support/launch-rig.ts';

const NO_ENGINE = {env: {DOCKER_HOST: 'unix:///nowhere/docker.sock'}};

/** A volume at a place, on a machine without an engine. */
async function volumeAt(place: 'lab' | 'local') {
  const {url} = await fakeApiServer(({path}) => ({
    body: path === '/version' ? {gitVersion: 'v1.34.4'} : {items: [], metadata: {resourceVersion: '1'}},
  }));
  const rig = await launchRig(`
    places: {lab: {kubernetes: {kubeconfig: ./config, namespace: default}}}
    tasks: {data: {place: ${place}, volume: {keep: true}}}
  `);
  const config = {
    'current-context': 'lab',
    contexts: [{name: 'lab', context: {cluster: 'lab'}}],
    clusters: [{name: 'lab', cluster: {server: url}}],
  };
  await rig.write('config', JSON.stringify(config));
  return rig;
}

test('`bottle down --volumes` needs no engine for a file whose tasks are all at a cluster', async () => {
  const rig = await volumeAt('lab');
  expect(await rig.bottle(['down', '--volumes'], NO_ENGINE).ended()).toMatchObject({code: 0, stderr: ''});
});

test('`bottle down --volumes` reports a missing engine for a file with tasks at it', async () => {
  const rig = await volumeAt('local');
  const {code, stderr} = await rig.bottle(['down', '--volumes'], NO_ENGINE).ended();
  expect(code).toBe(3);
  expect(stderr).toContain('no engine responds at unix:///nowhere/docker.sock');
});
