import {expect, test} from 'vitest';
import {fakeApiServer} from '../support/fake-api-server.ts';
import {launchRig} from '../support/launch-rig.ts';

const NO_ENGINE = {env: {DOCKER_HOST: 'unix:///nowhere/docker.sock'}};

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    'current-context': 'lab',
    contexts: [{name: 'lab', context: {cluster: 'lab'}}],
    clusters: [{name: 'lab', cluster: {server}}],
  });
}

/** A volume at a place, on a machine without an engine. */
async function volumeAt(place: 'lab' | 'local') {
  const {url} = await fakeApiServer(({path}) => ({
    body: path === '/version' ? {gitVersion: 'v1.34.4'} : {items: [], metadata: {resourceVersion: '1'}},
  }));
  const rig = await launchRig(`
    places: {lab: {kubernetes: {kubeconfig: ./config, namespace: default}}}
    tasks: {data: {place: ${place}, volume: {keep: true}}}
  `);
  await rig.write('config', kubeconfigOf(url));
  return rig;
}

test('`bottle down --volumes` needs no engine if all tasks are at a cluster', async () => {
  const rig = await volumeAt('lab');
  expect(await rig.bottle(['down', '--volumes'], NO_ENGINE).ended()).toMatchObject({code: 0, stderr: ''});
});

test('`bottle down --volumes` reports a missing engine that tasks need', async () => {
  const rig = await volumeAt('local');
  const {code, stderr} = await rig.bottle(['down', '--volumes'], NO_ENGINE).ended();
  expect(code).toBe(3);
  expect(stderr).toContain('no engine responds at unix:///nowhere/docker.sock');
});

test.each(['the call', 'its run'])(
  '`bottle down --volumes` deletes volumes at places defined in more files of %s',
  async from => {
    const deleted: string[] = [];
    const volume = {metadata: {name: 'data', namespace: 'default', labels: {}}};
    const {url} = await fakeApiServer(({method, path}) => {
      if (method === 'DELETE') deleted.push(path);
      const isList = path.endsWith('/persistentvolumeclaims');
      return {
        body:
          path === '/version'
            ? {gitVersion: 'v1.34.4'}
            : {
                ...volume,
                items: isList ? [volume] : [],
                metadata: {...volume.metadata, resourceVersion: '1'},
              },
      };
    });
    const rig = await launchRig('tasks: {web: {serve: exec tail -f /dev/null}}');
    await rig.write('config', kubeconfigOf(url));
    await rig.write('lab.yaml', 'places: {lab: {kubernetes: {kubeconfig: ./config, namespace: default}}}');
    const files = ['--file', 'bottle.yaml', '--file', 'lab.yaml'];
    if (from === 'its run') await rig.bottle(['up', '-d', ...files], NO_ENGINE).ended();
    else await rig.bottle(['down', '--volumes'], NO_ENGINE).ended();
    expect(deleted).toEqual([]);
    const args = from === 'its run' ? [] : files;
    const down = await rig.bottle(['down', '--volumes', ...args], NO_ENGINE).ended();
    expect(down.stdout).toContain('deleted volume');
    expect(deleted).toEqual(['/api/v1/namespaces/default/persistentvolumeclaims/data']);
  },
);
