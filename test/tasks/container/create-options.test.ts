import {expect, test} from 'vitest';
import type {Container} from '../../../src/schema/tasks/container.ts';
import {createOptions, type ContainerInputs} from '../../../src/tasks/container/create-options.ts';
import {resolveContainer} from '../../../src/tasks/container/spec.ts';
import {scope} from '../../../src/values/scope.ts';
import {values} from '../../../src/values/resolve.ts';

const known = values(
  scope({
    ...{vars: {x: 'x y'}, env: {}, secrets: {}, file: {dir: '/work'}},
    host: {os: 'linux', arch: 'x64', cpus: '2', uid: '0', gid: '0'},
    outputs: task => ({name: `docker-${task}`}),
  }),
);

const PARTS: ContainerInputs = {
  ...{name: 'bottle-run-box', labels: {l: '1'}, env: {A: 'b=c'}, ports: [], mounts: [], memoryMounts: []},
  alias: 'box',
};

function made(container: Partial<Container>, parts: Partial<ContainerInputs> = {}) {
  const spec = resolveContainer({container: {image: 'image', ...container}}, known);
  return createOptions(spec, {...PARTS, ...parts});
}

const HOST = {
  ...{
    NetworkMode: 'bridge',
    PortBindings: {},
    Mounts: [],
    Tmpfs: {},
    CapAdd: [],
    CapDrop: [],
    SecurityOpt: [],
  },
  ...{ExtraHosts: [], ReadonlyRootfs: false, Init: false, RestartPolicy: {Name: 'no'}},
};

test('the defaults', () => {
  expect(made({})).toEqual({
    ...{name: 'bottle-run-box', Image: 'image', Labels: {l: '1'}, Env: ['A=b=c'], ExposedPorts: {}},
    HostConfig: HOST,
  });
});

const cases: readonly (readonly [Partial<Container>, object])[] = [
  [
    {command: ['a', '${{ vars.x }}'], entrypoint: ['b']},
    {Cmd: ['a', 'x y'], Entrypoint: ['b']},
  ],
  [
    {user: '1000:1000', workdir: '/w', stop_signal: 'SIGINT'},
    {User: '1000:1000', WorkingDir: '/w', StopSignal: 'SIGINT'},
  ],
  [{platform: 'linux/arm64'}, {platform: 'linux/arm64'}],
  [{memory: '1.5g'}, {HostConfig: {...HOST, Memory: 1.5 * 1024 ** 3}}],
  [
    {memory: '512k', cpus: 1.5, pids_limit: 9},
    {HostConfig: {...HOST, Memory: 524_288, NanoCpus: 1.5e9, PidsLimit: 9}},
  ],
  [
    {cap_add: ['A'], cap_drop: ['ALL'], init: true},
    {HostConfig: {...HOST, CapAdd: ['A'], CapDrop: ['ALL'], Init: true}},
  ],
  [{networks: []}, {HostConfig: {...HOST, NetworkMode: 'none'}}],
  [
    {networks: [{network: 'inside', aliases: ['a'], ip: 'fd00::7'}, 'bridge']},
    {
      HostConfig: {...HOST, NetworkMode: 'docker-inside'},
      NetworkingConfig: {
        EndpointsConfig: {'docker-inside': {Aliases: ['box', 'a'], IPAMConfig: {IPv6Address: 'fd00::7'}}},
      },
    },
  ],
  [
    {healthcheck: {command: ['true'], interval: '1.5s', timeout: '2s', retries: 1, start_period: '3s'}},
    {Healthcheck: {Test: ['CMD', 'true'], Interval: 15e8, Timeout: 2e9, Retries: 1, StartPeriod: 3e9}},
  ],
];

test.each(cases)('%j', (container, expected) => {
  expect(made(container)).toMatchObject(expected);
});

test('ports and mounts', () => {
  const port = {port: 80, protocol: 'tcp', address: '127.0.0.1'} as const;
  const parts = {
    ports: [port, {...port, hostPort: 81}, {...port, protocol: 'udp'} as const],
    mounts: [{type: 'bind', source: '/a', target: '/b', readOnly: true} as const],
    memoryMounts: [{target: '/m', options: 'size=1m'}],
  };
  expect(made({}, parts)).toMatchObject({
    ExposedPorts: {'80/tcp': {}, '80/udp': {}},
    HostConfig: {
      PortBindings: {
        '80/tcp': [
          {HostIp: '127.0.0.1', HostPort: ''},
          {HostIp: '127.0.0.1', HostPort: '81'},
        ],
        '80/udp': [{HostIp: '127.0.0.1', HostPort: ''}],
      },
      Mounts: [{Type: 'bind', Source: '/a', Target: '/b', ReadOnly: true}],
      Tmpfs: {'/m': 'size=1m'},
    },
  });
});
