import {expect, test} from 'vitest';
import {kubernetesLimits} from '../../src/kubernetes/limits/limits.ts';
import type {TaskSource} from '../../src/schema/launch-file.ts';
import type {Container} from '../../src/schema/tasks/container.ts';

function limitsOf(task: TaskSource, place = {}): readonly string[] {
  return kubernetesLimits(task, place).map(({key, message}) => `${key.join('.')}: ${message}`);
}

/** Unsupported keys in a cluster, with the location of the problem and the start of its message. */
const refused: readonly [Omit<Container, 'image'>, string][] = [
  [{volumes: ['./src:/src']}, 'container.volumes.0: a cluster cannot mount files of this machine'],
  [
    {volumes: ['${{ tasks.ca.cert }}:/ca']},
    'container.volumes.0: a cluster cannot mount files of this machine',
  ],
  [
    {volumes: [{type: 'bind', source: '.', target: '/src'}]},
    'container.volumes.0: a cluster cannot mount files of this machine',
  ],
  [{network_mode: 'host'}, 'container.network_mode: a cluster isolates containers'],
  [{network_mode: 'container:x'}, 'container.network_mode: in a cluster, each container has its own pod'],
  [{ipc: 'host'}, 'container.ipc: a cluster isolates containers'],
  [{pid: 'host'}, 'container.pid: a cluster isolates containers'],
  [{networks: [{network: 'n', ip: '172.30.0.2'}]}, 'container.networks.0.ip: the network plugin'],
  [
    {networks: [{network: 'n', aliases: ['a.b']}]},
    'container.networks.0.aliases.0: in a cluster, an alias is the name of a Service',
  ],
  [{ports: ['53:53/udp']}, 'container.ports.0: a cluster forwards only TCP ports'],
  [{links: ['db']}, 'container.links: in a cluster, a container has the same names for all'],
  [{user: 'node'}, 'container.user: a cluster accepts only numeric users'],
  [{devices: ['/dev/fuse']}, 'container.devices: a cluster provides devices through device plugins'],
  [{ulimits: {nofile: 1}}, 'container.ulimits: the container runtime of the node sets them'],
  [{tmpfs: ['/tmp:noexec']}, 'container.tmpfs.0: a tmpfs in a cluster has only a `size`'],
  [
    {configs: [{file: './a', target: '/a', uid: 1000}]},
    'container.configs.0.uid: in a cluster, files belong to root',
  ],
  [{secrets: [{source: 'T', gid: 5}]}, 'container.secrets.0.gid: in a cluster, files belong to root'],
  [
    {healthcheck: {interval: '1s'}},
    'container.healthcheck: a cluster does not run the health check of an image',
  ],
  [
    {post_start: [{command: 'x', user: 'root'}]},
    'container.post_start.0.user: a command in a cluster runs as',
  ],
  [{pre_stop: [{command: 'x', privileged: true}]}, 'container.pre_stop.0.privileged: a command in a cluster'],
  [{stop_signal: 'SIGINT'}, 'container.stop_signal: a cluster sends SIGTERM'],
  [{labels: {'a b': 'c'}}, 'container.labels.a b: a cluster does not allow a label with this name'],
  [{extra_hosts: ['h:host-gateway']}, 'container.extra_hosts: a pod does not know the address of its node'],
];

test.each(refused)('%j is an error at its key', (keys, message) => {
  const [found, ...more] = limitsOf({container: {image: 'nginx', ...keys}});
  expect(found).toContain(message);
  expect(more).toEqual([]);
});

test('supported keys are accepted, as well as values known only at the start', () => {
  const container: Container = {
    ...{
      image: 'nginx',
      command: ['x'],
      user: '${{ vars.user }}',
      memory: '1g',
      cpus: 2,
      read_only: true,
      init: true,
    },
    ...{
      ports: ['${{ tasks.address.ip }}::80', '8443/tcp'],
      networks: ['inside', 'bridge'],
      cap_drop: ['ALL'],
    },
    ...{
      volumes: ['data:/data', '/own'],
      tmpfs: ['/tmp:size=64m'],
      secrets: ['TOKEN'],
      stop_signal: 'SIGTERM',
    },
    ...{configs: [{content: 'x', target: '/x', mode: '0400'}], healthcheck: {command: ['true']}, grace: '5s'},
    ...{post_start: [{command: 'x'}], pre_stop: [{command: 'x'}], ends: false, pull: 'always'},
  };
  expect(limitsOf({container, ready: {health: {}}})).toEqual([]);
});

test('a probe of the health check of an image is an error', () => {
  const message =
    "a cluster does not run the health check of an image; set the `command` of the container's `healthcheck`";
  expect(limitsOf({container: {image: 'nginx'}, ready: {health: {}}})).toEqual([`ready.health: ${message}`]);
  expect(limitsOf({container: {image: 'nginx'}, ready: [{port: 80}, {health: {}}]})).toEqual([
    `ready.1.health: ${message}`,
  ]);
});

const KATA = {runtime_class: 'kata'};

/** Tasks of other kinds, with the keys of their problems. */
const others: readonly [TaskSource, object, readonly string[]][] = [
  [{network: {internal: true}}, {}, []],
  [{network: {subnet: '10.1.0.0/24', external: false}}, {}, ['network.subnet']],
  [{network: {addresses: ['web']}}, {}, ['network.addresses']],
  [{network: {external: true}}, {}, ['network.external']],
  [{network: {driver: 'macvlan'}}, {}, ['network.driver']],
  [{volume: {}}, {}, []],
  [{volume: {driver: 'fast', driver_opts: {size: '2g', access: 'ReadWriteMany'}}}, {}, []],
  [{volume: {driver_opts: {type: 'nfs'}}}, {}, ['volume.driver_opts.type']],
  [{volume: {keep: true}}, {}, ['volume.keep']],
  [{volume: {keep: true}}, {namespace: 'mine'}, []],
  [{image: {pull: 'redis:7'}}, {}, []],
  [{image: {build: '.'}}, {}, ['image.build']],
  [{image: {build: '.'}}, {load: 'kind load docker-image "$BOTTLE_IMAGE"'}, []],
  [{exec: {in: 'web', command: 'x', user: 'root'}}, {}, ['exec.user']],
  [{exec: {in: 'web', command: 'x', workdir: '/'}}, {}, []],
  [{machine: {image: 'alpine'}}, {}, ['machine']],
  [{machine: {image: 'alpine', command: ['x'], env: {A: 'b'}, ports: ['80'], net: true}}, KATA, []],
  [{machine: {image: 'alpine', stop_on_exit: true, cpus: 2, memory: '1g', parallel: 2}}, KATA, []],
  [{machine: {image: 'alpine'}}, KATA, ['machine']],
  [{machine: {}}, KATA, ['machine']],
  [{machine: {image: './alpine.tar', command: ['x']}}, KATA, ['machine.image']],
  [{machine: {from: './agent.smolmachine'}}, KATA, ['machine.from']],
  [{machine: {smolfile: './Smolfile'}}, KATA, ['machine.smolfile']],
  [
    {machine: {image: 'a', command: ['x'], volumes: ['./a:/a', './b:/b'], init: ['x']}},
    KATA,
    ['machine.init', 'machine.volumes.0', 'machine.volumes.1'],
  ],
  [
    {machine: {image: 'a', command: ['x'], allow_cidrs: ['10.0.0.0/8'], deny_cidrs: [], allow_hosts: []}},
    KATA,
    ['machine.allow_cidrs', 'machine.allow_hosts', 'machine.deny_cidrs'],
  ],
  [{run: 'true'}, {}, []],
];

test.each(others)('%j at the place %j has the right problems', (task, place, keys) => {
  expect(kubernetesLimits(task, place).map(({key}) => key.join('.'))).toEqual(keys);
});
