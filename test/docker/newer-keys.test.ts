import {expect, test} from 'vitest';
import type {Container} from '../../src/schema/tasks/container.ts';
import {newerKeys, refuseNewerKeys} from '../../src/docker/newer-keys.ts';
import {longMount, parseContainerMount} from '../../src/tasks/container/mounts.ts';
import {resolveContainer} from '../../src/tasks/container/spec.ts';
import {scope} from '../../src/values/scope.ts';
import {values} from '../../src/values/resolve.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const known = values(
  scope({
    ...{vars: {}, env: {}, secrets: {}, file: {dir: '/work'}},
    host: {os: 'linux', arch: 'x64', cpus: '2', uid: '0', gid: '0'},
    outputs: task => ({name: `docker-${task}`}),
  }),
);

const specOf = (container: Partial<Container>) => {
  const spec = resolveContainer({container: {image: 'image', ...container}}, known);
  const mounts = spec.volumes.map(({mount}) =>
    typeof mount === 'string' ? parseContainerMount(mount, '/') : longMount(mount, '/'),
  );
  return {...spec, mounts: mounts.filter(mount => typeof mount !== 'string')};
};

const bind = (recursive: 'enabled' | 'disabled' | 'writable' | 'readonly') => ({
  ...{type: 'bind' as const, source: '/a', target: '/a', read_only: true},
  bind: {recursive},
});

const MAC = '02:42:ac:11:65:43';

const cases: readonly (readonly [Partial<Container>, Readonly<Record<string, string>>])[] = [
  [{mac_address: MAC, healthcheck: {interval: '1s'}, networks: ['a', {network: 'b', ip: '10.0.0.1'}]}, {}],
  [{volumes: ['/a:/a:ro', bind('enabled'), bind('disabled')]}, {}],
  [{volumes: [{type: 'volume', target: '/a', volume: {nocopy: true}}]}, {}],
  [{annotations: {a: 'b'}}, {annotations: '24, 1.43'}],
  [{devices: ['/dev/null', 'vendor.com/class=name']}, {'devices.1': '25, 1.44'}],
  [{volumes: [{type: 'image', source: 'a', target: '/a'}]}, {'volumes.0.type': '28, 1.48'}],
  [{healthcheck: {start_interval: '1s'}}, {'healthcheck.start_interval': '25, 1.44'}],
  [
    {volumes: ['/a:/a', bind('writable'), bind('readonly')]},
    {'volumes.1.bind.recursive': '25, 1.44', 'volumes.2.bind.recursive': '25, 1.44'},
  ],
  [
    {
      volumes: [
        {...bind('enabled'), bind: {create_host_path: true}},
        {...bind('disabled'), bind: {create_host_path: true, recursive: 'disabled'}},
      ],
    },
    {'volumes.1.bind.create_host_path': '23, 1.42'},
  ],
  [
    {volumes: [{type: 'volume', source: 'a', target: '/a', volume: {subpath: 'b'}}]},
    {'volumes.0.volume.subpath': '26, 1.45'},
  ],
  [
    {
      networks: [
        {network: 'a', mac_address: MAC},
        {network: 'b', gw_priority: 0},
      ],
    },
    {'networks.0.mac_address': '25, 1.44', 'networks.1.gw_priority': '28, 1.48'},
  ],
];

test.each(cases)('finds the versions required by %j', (container, expected) => {
  const needed = newerKeys(specOf(container)).map(({key, docker, api}) => [key, `${docker}, ${api}`]);
  expect(Object.fromEntries(needed)).toEqual(expected);
});

const spec = specOf({annotations: {a: 'b'}, networks: [{network: 'a', gw_priority: 1}]});
const refuse = (apiVersion: string) => () => {
  refuseNewerKeys(spec, {software: 'Docker/1 (linux)', apiVersion}, 'box' as TaskName);
};

test.each(['1.48', '1.100', '2.0'])('an engine with API %s supports all keys', apiVersion => {
  expect(refuse(apiVersion)).not.toThrow();
});

test('reports only the keys that the engine does not support', () => {
  expect(refuse('1.43')).toThrow(
    expect.objectContaining({
      failure: {
        ...{reason: 'docker', task: 'box', doing: 'use `networks.0.gw_priority`'},
        why: '`networks.0.gw_priority` needs Docker 28 (API 1.48); the engine is Docker/1 (linux) (API 1.43)',
      },
    }),
  );
  expect(refuse('1.9')).toThrow(
    expect.objectContaining({
      failure: expect.objectContaining({doing: 'use `annotations` and `networks.0.gw_priority`'}) as unknown,
    }),
  );
});
