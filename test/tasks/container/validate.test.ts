import {expect, test} from 'vitest';
import type {TaskSource} from '../../../src/schema/launch-file.ts';
import type {Container, ContainerTask} from '../../../src/schema/tasks/container.ts';
import {container} from '../../../src/tasks/container/kind.ts';

const others: Readonly<Record<string, TaskSource>> = {
  inside: {network: {}},
  fixed: {network: {subnet: '10.9.0.0/24'}},
  job: {run: 'true'},
};

function mistakesOf(source: Partial<Container>, ready?: ContainerTask['ready']): readonly string[] {
  const task = {container: {image: 'x', ...source}, ...(ready && {ready})};
  const found = container.validate(task, name => others[name]);
  return found.map(({key, message}) => `${key.join('.')}: ${message}`);
}

const cases: readonly (readonly [Partial<Container>, ContainerTask['ready'], readonly string[]])[] = [
  [{ports: ['80', '${{ tasks.address.ip }}::8888', '${{ vars.ports }}']}, undefined, []],
  [{ports: ['x']}, undefined, ['container.ports.0: expected a port from 1 to 65535 in `x`, found `x`']],
  [
    {ports: ['80:1', '80:2', '0.0.0.0:80:3']},
    undefined,
    ['container.ports.1: `80:2` uses a host port that another entry of `ports` already uses'],
  ],
  [
    {ports: ['80'], networks: []},
    undefined,
    ['container.ports: a container without networks cannot publish ports; remove `networks` or `ports`'],
  ],
  [
    {volumes: ['./a:/b', './a'], tmpfs: ['/a', 'b']},
    undefined,
    [
      'container.volumes.1: expected `source:target` or `source:target:ro`, found `./a`',
      'container.tmpfs.1: expected an absolute path inside the container, found `b`',
    ],
  ],
  [{networks: ['inside', 'bridge', {network: 'fixed', ip: '10.9.0.7', aliases: ['a']}]}, undefined, []],
  [
    {networks: ['job', 'inside', 'inside']},
    undefined,
    [
      'container.networks.0: task `job` is not a `network` task; a container can only join `network` tasks and `bridge`',
      'container.networks.2: network `inside` is listed twice; remove one of them',
    ],
  ],
  [
    {networks: [{network: 'bridge', ip: '172.17.0.9'}]},
    undefined,
    ['container.networks.0: `bridge` supports no options such as `ip` and `aliases`; use a `network` task'],
  ],
  [
    {networks: [{network: 'fixed', ip: 'fd00::7', ipv6_address: 'fd00::8'}]},
    undefined,
    ['container.networks.0: `ip` is already an IPv6 address; remove `ipv6_address`'],
  ],
  [
    {network_mode: 'host', ports: ['80'], networks: ['inside'], hostname: 'h'},
    undefined,
    [
      'container.network_mode: `network_mode` replaces `networks`; remove one of them',
      'container.ports: the container uses the network of the host, so it needs no `ports`; remove it or `network_mode`',
    ],
  ],
  [
    {network_mode: 'container:${{ tasks.box.id }}', hostname: 'h', links: ['job']},
    undefined,
    [
      'container.links.0: task `job` is not a `container` task; `links` can only name containers',
      'container.links: the container shares the network of another container, which needs the `links`; remove it or `network_mode`',
      'container.hostname: the container shares the network of another container, which needs the `hostname`; remove it or `network_mode`',
    ],
  ],
  [{network_mode: 'none'}, undefined, []],
  [
    {memory: '1g', memswap_limit: '512m', mem_reservation: '2g'},
    undefined,
    [
      'container.memswap_limit: `memswap_limit` includes `memory`, so it cannot be less; increase it',
      'container.mem_reservation: `mem_reservation` is greater than `memory`; reduce it',
    ],
  ],
  [
    {memswap_limit: '1g'},
    undefined,
    ['container.memswap_limit: `memswap_limit` needs `memory`; set that too'],
  ],
  [{memory: '${{ vars.memory }}', memswap_limit: '1g', mem_reservation: '1g'}, undefined, []],
  [{memory: '1g', memswap_limit: '-1'}, undefined, []],
  [
    {cpus: 1, cpu_quota: 1000},
    undefined,
    ['container.cpus: `cpus` and `cpu_quota` set the same limit; remove one of them'],
  ],
  [
    {ulimits: {nofile: {soft: 2, hard: 1}, core: {soft: 1, hard: -1}, nproc: 3}},
    undefined,
    ['container.ulimits.nofile.soft: `soft` is greater than `hard`; set it to at most 1'],
  ],
  [
    {gpus: [{count: 1}, {count: 'all', device_ids: ['0']}]},
    undefined,
    ['container.gpus.1.count: remove either `count` or `device_ids`'],
  ],
  [
    {ends: true, restart: {attempts: 1}, on_exit: 'ignore', outputs: ['a', 'stdout']},
    undefined,
    [
      'container.outputs: `stdout` is always an output of a container that `ends`; remove it',
      'container.restart: `restart` is for containers that keep running; use `retry` in the task',
      'container.on_exit: a container that `ends` fails unless it exits with 0; remove `on_exit`',
    ],
  ],
  [
    {outputs: ['a']},
    undefined,
    ['container.outputs: only a container that ends has `outputs`; add `ends: true`'],
  ],
  [
    {
      volumes: [
        {type: 'bind', target: '/a', tmpfs: {}},
        {type: 'tmpfs', source: 'x', target: 'b'},
        {type: 'bind', source: '.', target: '/c', bind: {recursive: 'readonly'}},
        './a:/d:ro,z,rshared',
        '/anonymous',
        './a:/e:rw,odd',
        {type: 'bind', source: '.', target: '/f', bind: {selinux: 'z', recursive: 'disabled'}},
        {type: 'bind', source: '.', target: '/g', bind: {selinux: 'z', recursive: 'enabled'}},
        {type: 'volume', source: 'v', target: '/h', bind: {selinux: 'z'}},
        {type: 'volume', source: 'v', target: '/i', bind: {selinux: 'z'}, volume: {subpath: 'x'}},
        {type: 'volume', source: 'v', target: '/j', bind: {propagation: 'shared'}},
      ],
    },
    undefined,
    [
      'container.volumes.0.tmpfs: `tmpfs` has options for `type: tmpfs`, but this is `type: bind`',
      'container.volumes.0: a `bind` mount needs a `source`, the path on the host',
      'container.volumes.1.source: a `tmpfs` mount has no `source`; remove it',
      'container.volumes.1.target: expected an absolute path inside the container, found `b`',
      'container.volumes.2.bind.recursive: `recursive: readonly` needs `read_only: true`',
      'container.volumes.5: expected `ro` at the end of `./a:/e:rw,odd`, found `rw,odd`',
      'container.volumes.6.bind.selinux: Docker sets no SELinux label on a mount with `recursive`; remove one of them',
      'container.volumes.9.bind.selinux: Docker sets no SELinux label on a volume with `subpath` or `labels`; remove one of them',
      'container.volumes.10.bind: `bind` has options for `type: bind`, but this is `type: volume`',
    ],
  ],
  [
    {
      read_only: true,
      configs: [
        {content: 'x', target: '/etc/x'},
        {file: './x', target: '/etc/y', mode: '0400'},
        {content: 'x', target: '/run/secrets/x'},
      ],
      secrets: ['A', {source: 'A', target: '/etc/a'}],
    },
    undefined,
    [
      'container.configs.0: with `read_only`, `content` cannot be created there; use a `file`, or mount it with `volumes`',
      'container.configs.1.mode: with `read_only`, the file is mounted unchanged from the host; remove `mode`',
      'container.secrets.1: with `read_only`, secrets can only be in `/run/secrets`',
    ],
  ],
  [{ports: ['8000-8002:80-82', '9000-9009:80', '90-91']}, undefined, []],
  [
    {ports: ['8000-8001:80-82', '9-8', '8002:1', '8001-8002:3-4']},
    undefined,
    [
      'container.ports.0: expected 3 host ports for the 3 ports in `8000-8001:80-82`, found `8000-8001`',
      'container.ports.1: expected a range of 1 to 1000 ports in `9-8`, found `9-8`',
      'container.ports.3: `8001-8002:3-4` uses a host port that another entry of `ports` already uses',
    ],
  ],
  [
    {uts: 'host', hostname: 'h'},
    undefined,
    ['container.hostname: `uts: host` uses the host name of the host; remove `uts` or `hostname`'],
  ],
  [
    {healthcheck: {disable: true, command: 'true'}},
    undefined,
    ['container.healthcheck.disable: `disable` conflicts with `command`; remove one of them'],
  ],
  [
    {networks: [{network: 'inside', ip: '10.9.0.7'}]},
    undefined,
    [
      'container.networks.0: a fixed address needs a network with a `subnet`; add a `subnet` that contains `10.9.0.7` to task `inside`',
    ],
  ],
  [
    {networks: [{network: 'fixed', ip: '10.8.0.7'}]},
    undefined,
    ['container.networks.0: `10.8.0.7` is not in the `subnet` of task `fixed`, `10.9.0.0/24`'],
  ],
  [
    {networks: [{network: 'fixed', ip: 'web'}]},
    undefined,
    ['container.networks.0: expected an address such as 172.30.0.2, found `web`'],
  ],
  [{ports: ['80']}, {http: '/health'}, []],
  [
    {ports: ['80', '81']},
    [{log: 'x'}, {http: {url: '/health'}}],
    [
      'ready.1.http.url: a URL without a host needs exactly one published port, but there are 2; use the full URL',
    ],
  ],
  [
    {},
    {http: '/health'},
    [
      'ready.http: a URL without a host needs exactly one published port, but there are none; use the full URL',
    ],
  ],
];

test.each(cases)('%j %j', (source, ready, expected) => {
  expect(mistakesOf(source, ready)).toEqual(expected);
});

test('outputs and needs are known as far as the file defines them', () => {
  const task: ContainerTask = {
    container: {
      image: 'x',
      ports: ['80', '${{ tasks.a.ip }}::8888', '${{ vars.p }}'],
      networks: ['inside', 'bridge', {network: 'fixed'}],
    },
  };
  expect(container.outputs(task)).toEqual([
    ...['id', 'name', 'ip', 'ports.80', 'ports.80.host', 'ports.80.port'],
    ...['ports.8888', 'ports.8888.host', 'ports.8888.port'],
  ]);
  expect(container.impliedNeeds(task)).toEqual([
    {key: 'networks', task: 'inside', outputs: ['name']},
    {key: 'networks', task: 'fixed', outputs: ['name']},
  ]);
});
