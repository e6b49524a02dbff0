import {expect, test} from 'vitest';
import type {Container} from '../../src/schema/tasks/container.ts';
import {createOptions, type ContainerParts} from '../../src/docker/create-options.ts';
import {engineOptions} from '../../src/docker/options/all.ts';
import type {ContainerRequest, OptionKeys} from '../../src/places/container-request.ts';
import {longMount} from '../../src/tasks/container/mounts.ts';
import {mountOptions} from '../../src/docker/mount-options.ts';
import {resolveContainer} from '../../src/tasks/container/spec.ts';
import {scope} from '../../src/values/scope.ts';
import {values} from '../../src/values/resolve.ts';

const known = values(
  scope({
    ...{
      vars: {x: 'x y', size: '1.5GB', number: '1.5', zero: '0'},
      env: {},
      secrets: {},
      file: {dir: '/work'},
    },
    host: {os: 'linux', arch: 'x64', cpus: '2', uid: '0', gid: '0'},
    outputs: task => ({name: `docker-${task}`}),
  }),
);

const PARTS: ContainerParts = {
  name: 'bottle-run-box',
  labels: {l: '1'},
  ports: [],
  mounts: {Mounts: []},
  options: {config: {}, host: {}},
};

type Request = Partial<Pick<ContainerRequest, 'exposed' | 'memoryMounts'>>;

function made(container: Partial<Container>, parts: Partial<ContainerParts> & Request = {}, api = '1.41') {
  const {exposed = [], memoryMounts = [], ...own} = parts;
  const spec = resolveContainer({container: {image: 'image', ...container}}, known);
  const request: ContainerRequest = {
    ...{...spec, env: {A: 'b=c'}, ports: [], exposed, mounts: [], memoryMounts},
    ...{files: [], filesIn: '/', names: ['box'], siblings: [], preStop: []},
  };
  return createOptions(request, {...PARTS, options: engineOptions(spec.keys), ...own}, api);
}

const HOST = {NetworkMode: 'bridge', PortBindings: {}, Mounts: [], Tmpfs: {}, RestartPolicy: {Name: 'no'}};

const DEFAULTS = {
  ...{name: 'bottle-run-box', Image: 'image', Labels: {l: '1'}, Env: ['A=b=c'], ExposedPorts: {}},
  HostConfig: HOST,
};

test('a minimal container gets the defaults', () => {
  expect(made({})).toEqual(DEFAULTS);
});

interface Case<Key extends keyof OptionKeys> {
  readonly value: NonNullable<OptionKeys[Key]>;
  /** The fields that the key adds to the request. */
  readonly request: object;
}

const host = <Value>(value: Value, options: object) => ({
  value,
  request: {HostConfig: {...HOST, ...options}},
});

const MIB = 1024 ** 2;

/** Does not compile if a key is missing. */
const keys: {readonly [Key in keyof OptionKeys]-?: Case<Key>} = {
  command: {value: ['a', '${{ vars.x }}'], request: {Cmd: ['a', 'x y']}},
  entrypoint: {value: ['b'], request: {Entrypoint: ['b']}},
  user: {value: '1000:1000', request: {User: '1000:1000'}},
  workdir: {value: '/w', request: {WorkingDir: '/w'}},
  stop_signal: {value: 'SIGINT', request: {StopSignal: 'SIGINT'}},
  platform: {value: 'linux/arm64', request: {platform: 'linux/arm64'}},
  stdin_open: {value: true, request: {OpenStdin: true}},
  tty: {value: true, request: {Tty: true}},
  hostname: {value: '${{ vars.x }}', request: {Hostname: 'x y'}},
  domainname: {value: 'a.test', request: {Domainname: 'a.test'}},
  mac_address: {value: '02:42:ac:11:65:43', request: {MacAddress: '02:42:ac:11:65:43'}},
  init: host(true, {Init: true}),
  read_only: host(true, {ReadonlyRootfs: true}),
  dns: host(['9.9.9.9'], {Dns: ['9.9.9.9']}),
  dns_opt: host(['ndots:1'], {DnsOptions: ['ndots:1']}),
  dns_search: host(['a.test'], {DnsSearch: ['a.test']}),
  volumes_from: host(['${{ tasks.db.name }}:ro'], {VolumesFrom: ['docker-db:ro']}),
  extra_hosts: host(['a:10.0.0.1'], {ExtraHosts: ['a:10.0.0.1']}),
  logging: host(
    {driver: 'json-file', options: {'max-file': 2}},
    {LogConfig: {Type: 'json-file', Config: {'max-file': '2'}}},
  ),
  annotations: host({'a/b': true}, {Annotations: {'a/b': 'true'}}),
  memory: host('${{ vars.size }}', {Memory: 1.5 * 1024 * MIB}),
  mem_reservation: host('512k', {MemoryReservation: 524_288}),
  memswap_limit: host('-1', {MemorySwap: -1}),
  mem_swappiness: host(0, {MemorySwappiness: 0}),
  shm_size: host('128m', {ShmSize: 128 * MIB}),
  oom_kill_disable: host(true, {OomKillDisable: true}),
  oom_score_adj: host(-500, {OomScoreAdj: -500}),
  cpus: host('${{ vars.number }}', {NanoCpus: 1.5e9}),
  cpuset: host('0-1', {CpusetCpus: '0-1'}),
  cpu_shares: host(512, {CpuShares: 512}),
  cpu_period: host(50_000, {CpuPeriod: 50_000}),
  cpu_quota: host(25_000, {CpuQuota: 25_000}),
  cpu_rt_period: host(1000, {CpuRealtimePeriod: 1000}),
  cpu_rt_runtime: host(500, {CpuRealtimeRuntime: 500}),
  pids_limit: host(9, {PidsLimit: 9}),
  ulimits: host(
    {nproc: 65_535, nofile: {soft: 1024, hard: 4096}},
    {
      Ulimits: [
        {Name: 'nproc', Soft: 65_535, Hard: 65_535},
        {Name: 'nofile', Soft: 1024, Hard: 4096},
      ],
    },
  ),
  blkio_config: host(
    {
      weight: 300,
      weight_device: [{path: '/dev/sda', weight: 400}],
      device_read_bps: [{path: '/dev/sda', rate: '1m'}],
      device_read_iops: [{path: '/dev/sda', rate: 120}],
      device_write_bps: [{path: '/dev/sda', rate: '2k'}],
      device_write_iops: [{path: '/dev/sda', rate: 30}],
    },
    {
      BlkioWeight: 300,
      BlkioWeightDevice: [{Path: '/dev/sda', Weight: 400}],
      BlkioDeviceReadBps: [{Path: '/dev/sda', Rate: MIB}],
      BlkioDeviceReadIOps: [{Path: '/dev/sda', Rate: 120}],
      BlkioDeviceWriteBps: [{Path: '/dev/sda', Rate: 2048}],
      BlkioDeviceWriteIOps: [{Path: '/dev/sda', Rate: 30}],
    },
  ),
  storage_opt: host({size: '1G'}, {StorageOpt: {size: '1G'}}),
  privileged: host(true, {Privileged: true}),
  cap_add: host(['NET_ADMIN'], {CapAdd: ['NET_ADMIN']}),
  cap_drop: host(['ALL'], {CapDrop: ['ALL']}),
  security_opt: host(['no-new-privileges'], {SecurityOpt: ['no-new-privileges']}),
  devices: host(['/dev/fuse', '/dev/a:/dev/b:r', '/dev/c:rw', 'vendor.com/class=name'], {
    Devices: [
      {PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm'},
      {PathOnHost: '/dev/a', PathInContainer: '/dev/b', CgroupPermissions: 'r'},
      {PathOnHost: '/dev/c', PathInContainer: '/dev/c', CgroupPermissions: 'rw'},
    ],
    DeviceRequests: [{Driver: 'cdi', DeviceIDs: ['vendor.com/class=name']}],
  }),
  device_cgroup_rules: host(['c 1:3 mr'], {DeviceCgroupRules: ['c 1:3 mr']}),
  gpus: host('all', {DeviceRequests: [{Count: -1, Capabilities: [['gpu']]}]}),
  group_add: host(['video', 992], {GroupAdd: ['video', '992']}),
  sysctls: host({'net.core.somaxconn': 1024}, {Sysctls: {'net.core.somaxconn': '1024'}}),
  ipc: host('host', {IpcMode: 'host'}),
  pid: host('container:${{ tasks.db.name }}', {PidMode: 'container:docker-db'}),
  userns_mode: host('host', {UsernsMode: 'host'}),
  uts: host('host', {UTSMode: 'host'}),
  cgroup: host('private', {CgroupnsMode: 'private'}),
  cgroup_parent: host('a', {CgroupParent: 'a'}),
  runtime: host('runsc', {Runtime: 'runsc'}),
};

test.each(Object.entries(keys))('the key `%s` sets its field of the request', (key, {value, request}) => {
  expect(made({[key]: value})).toEqual({...DEFAULTS, ...request});
});

const cases: readonly (readonly [Partial<Container>, object])[] = [
  [{networks: []}, {HostConfig: {...HOST, NetworkMode: 'none'}}],
  [{network_mode: 'host'}, {HostConfig: {...HOST, NetworkMode: 'host'}}],
  [{network_mode: 'bridge'}, {HostConfig: {...HOST, NetworkMode: 'bridge'}}],
  [
    {network_mode: 'container:${{ tasks.db.name }}'},
    {HostConfig: {...HOST, NetworkMode: 'container:docker-db'}},
  ],
  [{links: ['db', 'api:backend']}, {HostConfig: {...HOST, Links: ['docker-db:db', 'docker-api:backend']}}],
  [
    {
      gpus: [{driver: 'nvidia', count: 2, capabilities: ['utility'], options: {a: 1}}, {device_ids: ['0']}],
      devices: ['vendor.com/class=name'],
    },
    {
      HostConfig: {
        ...HOST,
        DeviceRequests: [
          {Driver: 'cdi', DeviceIDs: ['vendor.com/class=name']},
          {Driver: 'nvidia', Count: 2, Capabilities: [['gpu', 'utility']], Options: {a: '1'}},
          {DeviceIDs: ['0'], Capabilities: [['gpu']]},
        ],
      },
    },
  ],
  [
    {networks: [{network: 'inside', aliases: ['a'], ip: 'fd00::7'}, 'bridge'], links: ['db']},
    {
      HostConfig: {...HOST, NetworkMode: 'docker-inside'},
      NetworkingConfig: {
        EndpointsConfig: {
          'docker-inside': {
            ...{Aliases: ['box', 'a'], Links: ['docker-db:db']},
            IPAMConfig: {IPv6Address: 'fd00::7'},
          },
        },
      },
    },
  ],
  [
    {
      networks: [
        {
          ...{network: 'inside', ip: '10.0.0.7', ipv6_address: 'fd00::7', link_local_ips: ['169.254.8.8']},
          ...{mac_address: '02:42:ac:11:65:43', driver_opts: {a: 1}, gw_priority: 5},
        },
      ],
    },
    {
      NetworkingConfig: {
        EndpointsConfig: {
          'docker-inside': {
            Aliases: ['box'],
            IPAMConfig: {
              ...{IPv4Address: '10.0.0.7', IPv6Address: 'fd00::7'},
              LinkLocalIPs: ['169.254.8.8'],
            },
            ...{MacAddress: '02:42:ac:11:65:43', DriverOpts: {a: '1'}, GwPriority: 5},
          },
        },
      },
    },
  ],
  [
    {healthcheck: {command: ['true'], interval: '1.5s', timeout: '2s', retries: 1, start_period: '3s'}},
    {Healthcheck: {Test: ['CMD', 'true'], Interval: 15e8, Timeout: 2e9, Retries: 1, StartPeriod: 3e9}},
  ],
  [
    {healthcheck: {start_interval: '2s'}},
    {Healthcheck: {Test: [], StartInterval: 2e9, Interval: 0, Timeout: 0, Retries: 0}},
  ],
  [{healthcheck: {disable: true}}, {Healthcheck: {Test: ['NONE']}}],
];

test.each([
  [{memory: '${{ vars.x }}'}, 'expected a size such as `512m`, found `x y`'],
  [{cpus: '${{ vars.x }}'}, 'expected a number of at least 0.01, found `x y`'],
  [{pids_limit: '${{ vars.zero }}'}, 'expected a number of at least 1, found `0`'],
])('a reference with an invalid value throws: %j', (container, message) => {
  expect(() => made(container)).toThrow(message);
});

test.each(cases)('maps the options %j', (container, expected) => {
  expect(made(container)).toMatchObject(expected);
});

test('maps ports and mounts', () => {
  const port = {port: 80, protocol: 'tcp', address: '127.0.0.1'} as const;
  const parts = {
    ports: [port, {...port, hostPort: 81}, {...port, protocol: 'udp'} as const],
    mounts: mountOptions([{type: 'bind', source: '/a', target: '/b', readOnly: true}]),
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

const bound = {type: 'bind', source: '/a', target: '/b', readOnly: false} as const;

test.each([
  [{create_host_path: true}, {Mounts: [], Binds: ['/a:/b:rw']}],
  [
    {create_host_path: true, recursive: 'enabled'},
    {Mounts: [], Binds: ['/a:/b:rw']},
  ],
  [
    {create_host_path: true, recursive: 'disabled'},
    mountedWith({CreateMountpoint: true, NonRecursive: true}),
  ],
  [{recursive: 'writable'}, mountedWith({ReadOnlyNonRecursive: true})],
] as const)('maps a bind mount with %j', (bind, expected) => {
  expect(mountOptions([{...bound, bind}])).toEqual(expected);
});

const volume = {type: 'volume', source: 'data', target: '/b', readOnly: false} as const;

test.each([
  [{bind: {selinux: 'z'}}, {Mounts: [], Binds: ['data:/b:rw,z']}],
  [
    {bind: {selinux: 'Z'}, volume: {nocopy: true}},
    {Mounts: [], Binds: ['data:/b:rw,Z,nocopy']},
  ],
  [{}, {Mounts: [{Type: 'volume', Source: 'data', Target: '/b', ReadOnly: false}]}],
] as const)('maps a volume with %j', (options, expected) => {
  expect(mountOptions([{...volume, ...options}])).toEqual(expected);
});

function mountedWith(options: object) {
  return {Mounts: [{Type: 'bind', Source: '/a', Target: '/b', ReadOnly: false, BindOptions: options}]};
}

const MAC = '02:42:ac:11:65:43';

test.each([
  [{mac_address: MAC}, '1.43', {MacAddress: MAC}],
  // Engines with API 1.52 or later ignore the address of the container itself.
  [{mac_address: MAC}, '1.44', {NetworkingConfig: {EndpointsConfig: {bridge: {MacAddress: MAC}}}}],
  [
    {mac_address: MAC, networks: ['a']},
    '1.52',
    {NetworkingConfig: {EndpointsConfig: {'docker-a': {Aliases: ['box'], MacAddress: MAC}}}},
  ],
  [
    {networks: ['a', {network: 'b', mac_address: MAC}]},
    '1.44',
    {
      NetworkingConfig: {
        EndpointsConfig: {'docker-a': {Aliases: ['box']}, 'docker-b': {Aliases: ['box'], MacAddress: MAC}},
      },
    },
  ],
  [
    {networks: ['a', {network: 'b'}]},
    '1.43',
    {NetworkingConfig: {EndpointsConfig: {'docker-a': {Aliases: ['box']}}}},
  ],
  [{networks: ['bridge', 'b']}, '1.52', {}],
] as const)('maps the networks of %j for API %s', (container, api, request) => {
  const {MacAddress, NetworkingConfig} = made(container as unknown as Partial<Container>, {}, api);
  expect({...(MacAddress && {MacAddress}), ...(NetworkingConfig && {NetworkingConfig})}).toEqual(request);
});

test('maps ports that are only exposed, and mounts of images', () => {
  const volumes: Container['volumes'] = [
    {type: 'image', source: '${{ vars.x }}', target: '/a', image: {subpath: 'assets'}},
  ];
  const spec = resolveContainer({container: {image: 'image', volumes}}, known);
  const mounts = mountOptions(
    spec.volumes.map(({mount}) => {
      const read = typeof mount === 'string' ? mount : longMount(mount, '/');
      if (typeof read === 'string') throw new Error(read);
      return read;
    }),
  );
  expect(made({}, {exposed: [{port: 80, protocol: 'sctp'}], mounts})).toMatchObject({
    ExposedPorts: {'80/sctp': {}},
    HostConfig: {
      Mounts: [{Type: 'image', Source: 'x y', Target: '/a', ImageOptions: {Subpath: 'assets'}}],
    },
  });
});
