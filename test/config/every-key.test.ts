import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {parse} from '../../src/config/yaml/parse.ts';
import {checkShape} from '../../src/config/shape/shape.ts';

/** A bad value of a key, in an otherwise valid file, and the expected message. */
type Row = readonly [text: string, message: string];

const number = 'expected a string, found the number `1`; write `"1"`';
const noCommand = 'expected a string or a list, found `true`';
const noDuration =
  'expected a duration such as `250ms`, `1.5s`, `2m` or `1m30s`, found `1`, did you mean `1s`?';
const noList = 'expected a list, found the string `x`; write `[x]`';
const noMap = 'expected a map, found the number `1`';
const noWhole = 'expected a whole number, found the string `x`';
const noScalar = 'expected a string, a number, `true` or `false`, found a list';
const noTask = 'expected a string or a map, found the number `1`; write `"1"`';
const noEnvFile = 'expected a string or a list, found the number `1`';
const noBoolean = 'expected `true` or `false`, found the number `1`';
const noSize = 'expected a size such as `512m` or `2g`';
const noHost = 'expected `host`, found the string `own`';
const noMode = 'expected a mode in octal digits such as `"0440"`';
const noRange = 'expected a range of addresses such as `172.30.0.0/24`';
const noPlace =
  'expected the name of a place: letters, digits, `_` and `-`, a letter or `_` first, found `1`';
const noDays = 'expected at most 3650, found `3651`';

const file = (entry: string): string => (entry.startsWith('tasks') ? entry : `tasks: {}\n${entry}`);
const task = (kind: string, entry: string): string => `tasks: {a: {${kind}, ${entry}}}`;
const probe = (kind: string, entry = ''): string => `tasks: {a: {serve: x, ready: {${kind}${entry}}}}`;

const inside =
  (kind: string, rest: string) =>
  (entry: string): string =>
    `tasks: {a: {${kind}: {${[rest, entry].filter(Boolean).join(', ')}}}}`;
const container = inside('container', 'image: x');
const blockIo = (entry: string): string => container(`blkio_config: {${entry}}`);
const gpu = (entry: string): string => container(`gpus: [{${entry}}]`);
const range = (entry: string): string => inside('network', '')(`ipam: {config: [{${entry}}]}`);
const mount = (entry: string): string => container(`volumes: [{${entry}}]`);
const owner = (definition: string, text: (entry: string) => string): [string, Row][] => [
  [`${definition}.uid`, [text('uid: -1'), 'expected at least 0, found `-1`']],
  [`${definition}.gid`, [text('gid: x'), noWhole]],
  [`${definition}.mode`, [text('mode: "99"'), `${noMode}, found \`99\``]],
];
const docker = (entry: string): string => file(`places: {A: {docker: {${entry}}}}`);
const kubernetes = (entry: string): string => file(`places: {A: {kubernetes: {${entry}}}}`);
const exec = inside('exec', 'in: b, command: x');
const machine = inside('machine', '');
const built = inside('image', 'build: .');
const pulled = inside('image', 'pull: x');
const healthcheck = (entry: string): string => container(`healthcheck: {command: x, ${entry}}`);

const limits = (definition: string, text: (entry: string) => string): Record<string, Row> => ({
  [`${definition}.timeout`]: [text('timeout: 1'), noDuration],
  [`${definition}.attempt_timeout`]: [text('attempt_timeout: 1'), noDuration],
  [`${definition}.successes`]: [text('successes: 101'), 'expected at most 100, found `101`'],
  [`${definition}.interval`]: [text('interval: 1'), noDuration],
});

const exchange = (definition: string, text: (entry: string) => string): Record<string, Row> => ({
  [`${definition}.url`]: [text('url: 1'), number],
  [`${definition}.status`]: [text('url: x, status: 99'), 'expected at least 100, found `99`'],
  [`${definition}.body`]: [text('url: x, body: 1'), number],
  [`${definition}.headers`]: [text('url: x, headers: {A: 1}'), number],
  [`${definition}.method`]: [
    text('url: x, method: get'),
    'expected `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE` or `OPTIONS`, found the string `get`, did you mean `GET`?',
  ],
  [`${definition}.request_headers`]: [text('url: x, request_headers: {A: 1}'), number],
  [`${definition}.request_body`]: [text('url: x, request_body: 1'), number],
  [`${definition}.insecure`]: [
    text('url: x, insecure: 1'),
    'expected `true` or `false`, found the number `1`',
  ],
  [`${definition}.ca`]: [text('url: x, ca: 1'), number],
});

const alive = (kind: string, entry = ''): string => `tasks: {a: {serve: x, liveness: {${kind}${entry}}}}`;

const pace = (definition: string, text: (entry: string) => string): Record<string, Row> => ({
  [`${definition}.attempt_timeout`]: [text('attempt_timeout: 1'), noDuration],
  [`${definition}.interval`]: [text('interval: 1'), noDuration],
  [`${definition}.failures`]: [text('failures: 101'), 'expected at most 100, found `101`'],
});

const common = (kind: string, source: string): Record<string, Row> => ({
  [`TaskSource.${kind}.needs`]: [task(source, 'needs: x'), noList],
  [`TaskSource.${kind}.extends`]: [task(source, 'extends: 1'), noTask],
  [`TaskSource.${kind}.description`]: [task(source, 'description: 1'), number],
  [`TaskSource.${kind}.env`]: [task(source, 'env: {A: []}'), noScalar.replace('a list', 'an empty list')],
  [`TaskSource.${kind}.env_file`]: [task(source, 'env_file: 1'), noEnvFile],
  [`TaskSource.${kind}.ready`]: [
    task(source, 'ready: 1'),
    'expected a probe such as `port: 8080`, found the number `1`',
  ],
  [`TaskSource.${kind}.timeout`]: [task(source, 'timeout: 1'), noDuration],
  [`TaskSource.${kind}.wait_timeout`]: [task(source, 'wait_timeout: 1'), noDuration],
  [`TaskSource.${kind}.allow_failure`]: [
    task(source, 'allow_failure: 1'),
    'expected `true` or `false`, found the number `1`',
  ],
  [`TaskSource.${kind}.on_dependency_restart`]: [
    task(source, 'on_dependency_restart: x'),
    'expected `restart` or `ignore`, found the string `x`',
  ],
  [`TaskSource.${kind}.retry`]: [task(source, 'retry: 1'), noMap],
  [`TaskSource.${kind}.if`]: [
    task(source, 'if: true'),
    "expected one expression such as `${{ vars.agent == 'codex' }}`, found `true`",
  ],
  [`TaskSource.${kind}.tags`]: [task(source, 'tags: x'), noList],
  [`TaskSource.${kind}.secret_outputs`]: [task(source, 'secret_outputs: x'), noList],
  [`TaskSource.${kind}.watch`]: [task(source, 'watch: x'), noList],
});

const need = (entry: string): string => task('run: x', `needs: [{${entry}}]`);

const noShell = 'expected `sh`, `bash`, `dash`, `ksh`, `zsh` or the path to one of them, found `x`';
const noStdin = 'expected `open`, `empty` or `inherit`, found the string `opn`, did you mean `open`?';
const noName = 'expected the name of an output: a letter, then letters, digits, `_` or `-`';

const rows: Readonly<Record<string, Row>> = {
  'file.version': [file('version: x'), 'expected `1`, found the string `x`'],
  'file.name': [file('name: 1'), number],
  'file.vars': [file('vars: {a: [1]}'), noScalar],
  'file.env': [file('env: {a: [1]}'), noScalar],
  'file.include': [file('include: 1'), noEnvFile],
  'Include.path': [file('include: [{path: 1}]'), noEnvFile],
  'Include.prefix': [
    file('include: [{path: x, prefix: 1x}]'),
    'expected a prefix: letters, digits, `_` and `-`, a letter or `_` first, found `1x`',
  ],
  'Include.vars': [file('include: [{path: x, vars: 1}]'), noMap],
  'file.profiles': [file('profiles: 1'), noMap],
  'Profile.tags': [file('profiles: {ci: {tags: x}}'), noList],
  'Profile.vars': [file('profiles: {ci: {vars: 1}}'), noMap],
  'Profile.until': [file('profiles: {ci: {until: 1}}'), number],
  'Extends.task': [task('run: x', 'extends: {task: 1}'), number],
  'Extends.file': [task('run: x', 'extends: {task: x, file: 1}'), number],
  'file.env_file': [file('env_file: 1'), noEnvFile],
  'EnvFile.path': [file('env_file: [{path: 1}]'), number],
  'EnvFile.required': [
    file('env_file: [{path: x, required: 1}]'),
    'expected `true` or `false`, found the number `1`',
  ],
  'EnvFile.format': [
    file('env_file: [{path: x, format: dotenv}]'),
    'expected `raw`, found the string `dotenv`',
  ],
  'file.dotenv': [file('dotenv: 1'), 'expected `true`, `false` or a map, found the number `1`'],
  'Dotenv.export': [file('dotenv: {export: 1}'), 'expected `true` or `false`, found the number `1`'],
  'file.foreground': [file('foreground: 1'), noMap],
  'Foreground.env': [file('foreground: {env: {A: []}}'), noScalar.replace('a list', 'an empty list')],
  'file.secrets': [file('secrets: 1'), noMap],
  'file.jobs': [file('jobs: x'), noWhole],
  'file.until': [file('until: 1'), number],
  'file.stop_timeout': [file('stop_timeout: 1'), noDuration],
  'file.tasks': [file('tasks: 1'), noMap],
  'SecretSource.env.env': [file('secrets: {A: {env: 1}}'), number],
  'SecretSource.file.file': [file('secrets: {A: {file: 1}}'), number],
  'file.places': [file('places: 1'), noMap],
  'file.place': [file('place: 1'), noPlace],
  'PlaceSource.docker.docker': [
    file('places: {A: {docker: x}}'),
    noMap.replace('the number `1`', 'the string `x`'),
  ],
  'PlaceSource.kubernetes.kubernetes': [file('places: {A: {kubernetes: 1}}'), noMap],
  'DockerPlace.host': [
    docker('host: big'),
    'expected an address such as `ssh://me@big`, `tcp://10.0.0.5:2376` or `unix:///run/docker.sock`, found `big`',
  ],
  'DockerPlace.context': [docker('context: 1'), number],
  'DockerPlace.publish': [docker('publish: big'), 'expected an address such as `172.30.0.2`, found `big`'],
  'DockerPlace.certs': [docker('certs: 1'), number],
  'KubernetesPlace.context': [kubernetes('context: 1'), number],
  'KubernetesPlace.namespace': [
    kubernetes('namespace: Lab'),
    'expected the name of a namespace: at most 63 lower-case letters, digits and `-`, found `Lab`',
  ],
  'KubernetesPlace.kubeconfig': [kubernetes('kubeconfig: 1'), number],
  'KubernetesPlace.load': [kubernetes('load: true'), noCommand],
  'KubernetesPlace.runtime_class': [kubernetes('runtime_class: 1'), number],
  ...Object.fromEntries(
    [
      ['container', 'container: {image: x}'],
      ['network', 'network: {}'],
      ['volume', 'volume: {}'],
      ['image', 'image: {pull: x}'],
      ['machine', 'machine: {}'],
    ].map(([kind = '', text = '']): [string, Row] => [
      `TaskSource.${kind}.place`,
      [task(text, 'place: 1'), noPlace],
    ]),
  ),
  ...common('run', 'run: x'),
  'ConditionalNeed.task': [need('task: 1'), number],
  'ConditionalNeed.condition': [
    need('task: b, condition: start'),
    'expected `started`, `ready` or `ended`, found the string `start`, did you mean `started`?',
  ],
  'TaskSource.run.run': ['tasks: {a: {run: true}}', noCommand],
  'TaskSource.run.cwd': [task('run: x', 'cwd: 1'), number],
  'TaskSource.run.shell': [task('run: x', 'shell: x'), noShell],
  'TaskSource.run.outputs': [task('run: x', 'outputs: [1]'), `${noName}, found \`1\``],
  'TaskSource.run.sources': [task('run: x', 'sources: x'), noList],
  'TaskSource.run.generates': [task('run: x', 'generates: x'), noList],
  'TaskSource.run.interactive': [
    task('run: x', 'interactive: no'),
    'expected `true` or `false`, found the string `no`; write `false`',
  ],
  'TaskSource.run.stdin': [task('run: x', 'stdin: opn'), noStdin],
  'TaskSource.run.undo': [task('run: x', 'undo: true'), noCommand],
  'TaskSource.run.grace': [task('run: x', 'grace: 1'), noDuration],
  ...common('serve', 'serve: x'),
  'TaskSource.serve.serve': ['tasks: {a: {serve: true}}', noCommand],
  'TaskSource.serve.cwd': [task('serve: x', 'cwd: 1'), number],
  'TaskSource.serve.shell': [task('serve: x', 'shell: x'), noShell],
  'TaskSource.serve.stdin': [task('serve: x', 'stdin: opn'), noStdin],
  'TaskSource.serve.stop': [task('serve: x', 'stop: true'), noCommand],
  'TaskSource.serve.stop_signal': [
    task('serve: x', 'stop_signal: INT'),
    'expected the name of a signal such as `SIGINT`, found `INT`',
  ],
  'TaskSource.serve.grace': [task('serve: x', 'grace: 1'), noDuration],
  'TaskSource.serve.on_exit': [
    task('serve: x', 'on_exit: fall'),
    'expected `fail` or `ignore`, found the string `fall`, did you mean `fail`?',
  ],
  'TaskSource.serve.restart': [task('serve: x', 'restart: 1'), noMap],
  ...common('container', 'container: {image: x}'),
  'TaskSource.container.container': ['tasks: {a: {container: 1}}', noMap],
  'Container.image': ['tasks: {a: {container: {image: 1}}}', number],
  'Container.pull': [
    container('pull: alway'),
    'expected `missing`, `always` or `never`, found the string `alway`, did you mean `always`?',
  ],
  'Container.command': [container('command: x'), noList],
  'Container.entrypoint': [container('entrypoint: []'), 'expected at least 1 item, found an empty list'],
  'Container.env': [container('env: {A: []}'), noScalar.replace('a list', 'an empty list')],
  'Container.env_file': [container('env_file: 1'), noEnvFile],
  'Container.user': [container('user: 1'), number],
  'Container.workdir': [container('workdir: 1'), number],
  'Container.ports': [container('ports: [1]'), number],
  'Container.volumes': [container('volumes: x'), noList],
  'Container.volumes_from': [container('volumes_from: x'), noList],
  'Container.configs': [container('configs: x'), noList],
  'Container.secrets': [container('secrets: x'), noList],
  'LongMount.image': [mount('type: image, target: /a, image: 1'), noMap],
  'ImageOptions.subpath': [mount('type: image, target: /a, image: {subpath: 1}'), number],
  'Container.expose': [container('expose: [x]'), 'expected `port[/protocol]` such as `"8080"`, found `x`'],
  'Container.post_start': [
    container('post_start: 1'),
    noList.replace('the string `x`; write `[x]`', 'the number `1`'),
  ],
  'Container.pre_stop': [container('pre_stop: x'), noList],
  'Hook.command': [container('post_start: [{command: 1}]'), noEnvFile],
  'Hook.user': [container('post_start: [{command: x, user: 1}]'), number],
  'Hook.privileged': [container('post_start: [{command: x, privileged: 1}]'), noBoolean],
  'Hook.workdir': [container('post_start: [{command: x, workdir: 1}]'), number],
  'Hook.env': [container('post_start: [{command: x, env: 1}]'), noMap],
  'LongMount.type': [
    mount('type: disk, target: /a'),
    'expected `bind`, `volume`, `tmpfs` or `image`, found the string `disk`',
  ],
  'LongMount.source': [mount('type: bind, target: /a, source: 1'), number],
  'LongMount.target': [mount('type: bind, target: 1'), number],
  'LongMount.read_only': [mount('type: bind, target: /a, read_only: 1'), noBoolean],
  'LongMount.bind': [mount('type: bind, target: /a, bind: 1'), noMap],
  'LongMount.volume': [mount('type: volume, target: /a, volume: 1'), noMap],
  'LongMount.tmpfs': [mount('type: tmpfs, target: /a, tmpfs: 1'), noMap],
  'BindOptions.propagation': [
    mount('type: bind, target: /a, bind: {propagation: share}'),
    'expected `rprivate`, `private`, `rshared`, `shared`, `rslave` or `slave`, found the string `share`, did you mean `shared`?',
  ],
  'BindOptions.create_host_path': [mount('type: bind, target: /a, bind: {create_host_path: 1}'), noBoolean],
  'BindOptions.selinux': [
    mount('type: bind, target: /a, bind: {selinux: x}'),
    'expected `z` or `Z`, found the string `x`',
  ],
  'BindOptions.recursive': [
    mount('type: bind, target: /a, bind: {recursive: enable}'),
    'expected `enabled`, `disabled`, `writable` or `readonly`, found the string `enable`, did you mean `enabled`?',
  ],
  'VolumeOptions.nocopy': [mount('type: volume, target: /a, volume: {nocopy: 1}'), noBoolean],
  'VolumeOptions.subpath': [mount('type: volume, target: /a, volume: {subpath: 1}'), number],
  'VolumeOptions.labels': [mount('type: volume, target: /a, volume: {labels: {a: [1]}}'), noScalar],
  'TmpfsOptions.size': [mount('type: tmpfs, target: /a, tmpfs: {size: 1}'), `${noSize}, found \`1\``],
  'TmpfsOptions.mode': [mount('type: tmpfs, target: /a, tmpfs: {mode: 8}'), `${noMode}, found \`8\``],
  'ConfigFile.file.file': [container('configs: [{file: 1, target: /a}]'), number],
  'ConfigFile.content.content': [container('configs: [{content: 1, target: /a}]'), number],
  ...Object.fromEntries(
    ['file', 'content'].flatMap((kind): [string, Row][] => [
      [`ConfigFile.${kind}.target`, [container(`configs: [{${kind}: x, target: 1}]`), number]],
      ...owner(`ConfigFile.${kind}`, entry => container(`configs: [{${kind}: x, target: /a, ${entry}}]`)),
    ]),
  ),
  'SecretMount.source': [container('secrets: [{source: 1}]'), number],
  'SecretMount.target': [container('secrets: [{source: x, target: 1}]'), number],
  ...Object.fromEntries(owner('SecretMount', entry => container(`secrets: [{source: x, ${entry}}]`))),
  'Container.tmpfs': [container('tmpfs: x'), noList],
  'Container.networks': [
    container('networks: [1]'),
    'expected a string or a map, found the number `1`; write `"1"`',
  ],
  'Container.labels': [container('labels: {a: [1]}'), noScalar],
  'Container.cap_add': [container('cap_add: x'), noList],
  'Container.cap_drop': [container('cap_drop: x'), noList],
  'Container.read_only': [container('read_only: 1'), 'expected `true` or `false`, found the number `1`'],
  'Container.security_opt': [container('security_opt: x'), noList],
  'Container.init': [container('init: 1'), 'expected `true` or `false`, found the number `1`'],
  'Container.memory': [container('memory: 512'), `${noSize}, found \`512\``],
  'Container.mem_reservation': [container('mem_reservation: 1x'), `${noSize}, found \`1x\``],
  'Container.memswap_limit': [
    container('memswap_limit: -1'),
    'expected a size such as `512m`, or `"-1"` for no limit, found `-1`',
  ],
  'Container.mem_swappiness': [container('mem_swappiness: 101'), 'expected at most 100, found `101`'],
  'Container.shm_size': [container('shm_size: 64'), `${noSize}, found \`64\``],
  'Container.oom_kill_disable': [container('oom_kill_disable: 1'), noBoolean],
  'Container.oom_score_adj': [container('oom_score_adj: -1001'), 'expected at least -1000, found `-1001`'],
  'Container.cpus': [container('cpus: 0'), 'expected at least 0.01, found `0`'],
  'Container.cpuset': [container('cpuset: 1'), number],
  ...Object.fromEntries(
    ['cpu_shares', 'cpu_period', 'cpu_quota', 'cpu_rt_period', 'cpu_rt_runtime'].map((key): [string, Row] => [
      `Container.${key}`,
      [container(`${key}: -1`), 'expected at least 0, found `-1`'],
    ]),
  ),
  'Container.pids_limit': [container('pids_limit: 0'), 'expected at least 1, found `0`'],
  'Container.ulimits': [container('ulimits: {nproc: -2}'), 'expected at least -1, found `-2`'],
  'Ulimit.soft': [container('ulimits: {nproc: {soft: -2, hard: 1}}'), 'expected at least -1, found `-2`'],
  'Ulimit.hard': [container('ulimits: {nproc: {soft: 1, hard: x}}'), noWhole],
  'Container.blkio_config': [container('blkio_config: 1'), noMap],
  'BlockIo.weight': [blockIo('weight: 9'), 'expected at least 10, found `9`'],
  'BlockIo.weight_device': [blockIo('weight_device: x'), noList],
  'DeviceWeight.path': [blockIo('weight_device: [{path: 1, weight: 10}]'), number],
  'DeviceWeight.weight': [
    blockIo('weight_device: [{path: x, weight: 1001}]'),
    'expected at most 1000, found `1001`',
  ],
  ...Object.fromEntries(
    ['read', 'write'].flatMap((way): [string, Row][] => [
      [`BlockIo.device_${way}_bps`, [blockIo(`device_${way}_bps: x`), noList]],
      [`BlockIo.device_${way}_iops`, [blockIo(`device_${way}_iops: x`), noList]],
    ]),
  ),
  'DeviceByteRate.path': [blockIo('device_read_bps: [{path: 1, rate: 1m}]'), number],
  'DeviceByteRate.rate': [blockIo('device_read_bps: [{path: x, rate: 1}]'), `${noSize}, found \`1\``],
  'DeviceOperationRate.path': [blockIo('device_read_iops: [{path: 1, rate: 1}]'), number],
  'DeviceOperationRate.rate': [
    blockIo('device_read_iops: [{path: x, rate: -1}]'),
    'expected at least 0, found `-1`',
  ],
  'Container.storage_opt': [container('storage_opt: {a: [1]}'), noScalar],
  'Container.privileged': [container('privileged: 1'), noBoolean],
  'Container.devices': [
    container('devices: [fuse]'),
    'expected `source[:target[:permissions]]` such as `/dev/fuse`, or `vendor.com/class=name`, found `fuse`',
  ],
  'Container.device_cgroup_rules': [container('device_cgroup_rules: x'), noList],
  'Container.gpus': [container('gpus: many'), 'expected `all`, found the string `many`'],
  'GpuRequest.driver': [gpu('driver: 1'), number],
  'GpuRequest.count': [gpu('count: 0'), 'expected at least 1, found `0`'],
  'GpuRequest.device_ids': [gpu('device_ids: x'), noList],
  'GpuRequest.capabilities': [gpu('capabilities: x'), noList],
  'GpuRequest.options': [gpu('options: {a: [1]}'), noScalar],
  'Container.group_add': [container('group_add: [true]'), 'expected a string or a number, found `true`'],
  'Container.sysctls': [container('sysctls: {a: [1]}'), noScalar],
  'Container.ipc': [
    container('ipc: own'),
    'expected `private`, `shareable`, `host`, `none` or `container:${{ tasks.db.id }}`, found `own`',
  ],
  'Container.pid': [container('pid: own'), 'expected `host` or `container:${{ tasks.db.id }}`, found `own`'],
  'Container.userns_mode': [container('userns_mode: own'), noHost],
  'Container.uts': [container('uts: own'), noHost],
  'Container.cgroup': [container('cgroup: own'), 'expected `host` or `private`, found the string `own`'],
  'Container.cgroup_parent': [container('cgroup_parent: 1'), number],
  'Container.runtime': [container('runtime: 1'), number],
  'Container.network_mode': [
    container('network_mode: own'),
    'expected `host`, `none`, `bridge` or `container:${{ tasks.db.id }}`, found `own`',
  ],
  'Container.pod': [
    container('pod: My Shop'),
    'expected the name of a pod: at most 63 lower-case letters, digits and `-`, found `My Shop`',
  ],
  'Container.links': [container('links: x'), noList],
  'Container.hostname': [container('hostname: 1'), number],
  'Container.domainname': [container('domainname: 1'), number],
  'Container.mac_address': [
    container('mac_address: "02:42"'),
    'expected a MAC address such as `02:42:ac:11:65:43`, found `02:42`',
  ],
  'Container.dns': [container('dns: [x]'), 'expected an address such as `172.30.0.2`, found `x`'],
  'Container.dns_opt': [container('dns_opt: x'), noList],
  'Container.dns_search': [container('dns_search: x'), noList],
  'Container.annotations': [container('annotations: {a: [1]}'), noScalar],
  'Container.ends': [container('ends: 1'), noBoolean],
  'Container.outputs': [container('outputs: [1]'), `${noName}, found \`1\``],
  'Container.stdin_open': [container('stdin_open: 1'), noBoolean],
  'Container.tty': [container('tty: 1'), noBoolean],
  'Container.logging': [container('logging: 1'), noMap],
  'Logging.driver': [container('logging: {driver: 1}'), number],
  'Logging.options': [container('logging: {options: {a: [1]}}'), noScalar],
  'Container.extra_hosts': [container('extra_hosts: x'), noList],
  'Container.stop_signal': [
    container('stop_signal: INT'),
    'expected the name of a signal such as `SIGINT`, found `INT`',
  ],
  'Container.grace': [container('grace: 1'), noDuration],
  'Container.healthcheck': [container('healthcheck: 1'), noMap],
  'Container.platform': [container('platform: 1'), number],
  'Container.restart': [container('restart: 1'), noMap],
  'Container.on_exit': [
    container('on_exit: ignored'),
    'expected `fail` or `ignore`, found the string `ignored`, did you mean `ignore`?',
  ],
  'NetworkAttachment.network': [container('networks: [{network: 1}]'), number],
  'NetworkAttachment.aliases': [container('networks: [{network: b, aliases: x}]'), noList],
  'NetworkAttachment.ip': [
    container('networks: [{network: b, ip: 1}]'),
    'expected an address such as `172.30.0.2`, found `1`',
  ],
  'NetworkAttachment.ipv6_address': [
    container('networks: [{network: b, ipv6_address: 1}]'),
    'expected an address such as `172.30.0.2`, found `1`',
  ],
  'NetworkAttachment.link_local_ips': [container('networks: [{network: b, link_local_ips: x}]'), noList],
  'NetworkAttachment.mac_address': [
    container('networks: [{network: b, mac_address: x}]'),
    'expected a MAC address such as `02:42:ac:11:65:43`, found `x`',
  ],
  'NetworkAttachment.driver_opts': [container('networks: [{network: b, driver_opts: {a: [1]}}]'), noScalar],
  'NetworkAttachment.gw_priority': [container('networks: [{network: b, gw_priority: x}]'), noWhole],
  'Healthcheck.disable': [healthcheck('disable: 1'), noBoolean],
  'Healthcheck.start_interval': [healthcheck('start_interval: 1'), noDuration],
  'Healthcheck.command': [
    container('healthcheck: {command: 1}'),
    noCommand.replace('`true`', 'the number `1`'),
  ],
  'Healthcheck.interval': [healthcheck('interval: 1'), noDuration],
  'Healthcheck.timeout': [healthcheck('timeout: 1'), noDuration],
  'Healthcheck.retries': [healthcheck('retries: 0'), 'expected at least 1, found `0`'],
  'Healthcheck.start_period': [healthcheck('start_period: 1'), noDuration],
  ...common('machine', 'machine: {}'),
  'TaskSource.machine.machine': ['tasks: {a: {machine: 1}}', noMap],
  'Machine.image': [machine('image: 1'), number],
  'Machine.from': [machine('from: 1'), number],
  'Machine.smolfile': [machine('smolfile: 1'), number],
  'Machine.cpus': [machine('cpus: 17'), 'expected at most 16, found `17`'],
  'Machine.memory': [machine('memory: 512'), 'expected a size such as `512m` or `2g`, found `512`'],
  'Machine.env': [machine('env: {A: []}'), noScalar.replace('a list', 'an empty list')],
  'Machine.volumes': [machine('volumes: x'), noList],
  'Machine.ports': [machine('ports: [1]'), number],
  'Machine.net': [machine('net: 1'), 'expected `true` or `false`, found the number `1`'],
  'Machine.allow_cidrs': [machine('allow_cidrs: x'), noList],
  'Machine.allow_hosts': [machine('allow_hosts: x'), noList],
  'Machine.deny_cidrs': [machine('deny_cidrs: x'), noList],
  'Machine.stop_on_exit': [machine('stop_on_exit: 1'), 'expected `true` or `false`, found the number `1`'],
  'Machine.confinement': [
    machine('confinement: unchekd'),
    'expected `checked` or `unchecked`, found the string `unchekd`, did you mean `unchecked`?',
  ],
  'Machine.command': [machine('command: x'), noList],
  'Machine.init': [machine('init: x'), noList],
  'Machine.parallel': [machine('parallel: 7'), 'expected at most 6, found `7`'],
  ...common('network', 'network: {}'),
  'TaskSource.network.network': ['tasks: {a: {network: 1}}', noMap],
  'Network.internal': [
    inside('network', '')('internal: 1'),
    'expected `true` or `false`, found the number `1`',
  ],
  'Network.driver': [inside('network', '')('driver: 1'), number],
  'Network.subnet': [
    inside('network', '')('subnet: 1'),
    'expected a range of addresses such as `172.30.0.0/24`, found `1`',
  ],
  'Network.gateway': [
    inside('network', '')('gateway: 1'),
    'expected an address such as `172.30.0.2`, found `1`',
  ],
  'Network.addresses': [inside('network', '')('addresses: [1]'), `${noName}, found \`1\``],
  'Network.ipv6': [inside('network', '')('ipv6: 1'), 'expected `true` or `false`, found the number `1`'],
  'Network.ipam': [inside('network', '')('ipam: 1'), noMap],
  'Network.attachable': [inside('network', '')('attachable: 1'), noBoolean],
  'Network.driver_opts': [inside('network', '')('driver_opts: {a: [1]}'), noScalar],
  'Network.name': [inside('network', '')('name: 1'), number],
  'Network.external': [inside('network', '')('external: 1'), noBoolean],
  'Ipam.driver': [inside('network', '')('ipam: {driver: 1}'), number],
  'Ipam.options': [inside('network', '')('ipam: {options: {a: [1]}}'), noScalar],
  'Ipam.config': [inside('network', '')('ipam: {config: x}'), noList],
  'AddressRange.subnet': [range('subnet: 1'), `${noRange}, found \`1\``],
  'AddressRange.ip_range': [range('subnet: 10.0.0.0/8, ip_range: 1'), `${noRange}, found \`1\``],
  'AddressRange.gateway': [
    range('subnet: 10.0.0.0/8, gateway: 1'),
    'expected an address such as `172.30.0.2`, found `1`',
  ],
  'AddressRange.aux_addresses': [
    range('subnet: 10.0.0.0/8, aux_addresses: {a: 1}'),
    'expected an address such as `172.30.0.2`, found `1`',
  ],
  'Network.labels': [inside('network', '')('labels: {a: [1]}'), noScalar],
  ...common('volume', 'volume: {}'),
  'TaskSource.volume.volume': ['tasks: {a: {volume: 1}}', noMap],
  'Volume.keep': [inside('volume', '')('keep: 1'), noBoolean],
  'Volume.shared': [inside('volume', '')('shared: 1'), noBoolean],
  'Volume.name': [
    inside('volume', '')('name: "a b"'),
    'expected the name of a volume: letters, digits, `_`, `.` and `-`, found `a b`',
  ],
  'Volume.external': [inside('volume', '')('external: 1'), noBoolean],
  'Volume.driver': [inside('volume', '')('driver: 1'), number],
  'Volume.driver_opts': [inside('volume', '')('driver_opts: {a: [1]}'), noScalar],
  'Volume.labels': [inside('volume', '')('labels: {a: [1]}'), noScalar],
  ...common('image', 'image: {pull: x}'),
  'TaskSource.image.image': [
    'tasks: {a: {image: x}}',
    'expected an image such as `build: .`, found the string `x`; write `container: {image: x}` to run it, or `image: {pull: x}` to only pull it',
  ],
  'TaskSource.image.build.build': ['tasks: {a: {image: {build: 1}}}', number],
  'TaskSource.image.build.dockerfile': [built('dockerfile: 1'), number],
  'TaskSource.image.build.dockerfile_inline': [built('dockerfile_inline: 1'), number],
  'TaskSource.image.build.args': [built('args: {A: [1]}'), noScalar],
  'TaskSource.image.build.target': [built('target: 1'), number],
  'TaskSource.image.build.tag': [built('tag: 1'), number],
  'TaskSource.image.build.platform': [built('platform: 1'), number],
  'TaskSource.image.pull.pull': ['tasks: {a: {image: {pull: 1}}}', number],
  'TaskSource.image.pull.when': [
    pulled('when: never'),
    'expected `missing` or `always`, found the string `never`',
  ],
  'TaskSource.image.pull.platform': [pulled('platform: 1'), number],
  ...common('exec', 'exec: {in: b, command: x}'),
  'TaskSource.exec.exec': ['tasks: {a: {exec: 1}}', noMap],
  'Exec.in': ['tasks: {a: {exec: {in: 1, command: x}}}', number],
  'Exec.command': ['tasks: {a: {exec: {in: b, command: true}}}', noCommand],
  'Exec.user': [exec('user: 1'), number],
  'Exec.workdir': [exec('workdir: 1'), number],
  'Exec.env': [exec('env: {A: [1]}'), noScalar],
  'Exec.outputs': [exec('outputs: [1]'), `${noName}, found \`1\``],
  'Exec.interactive': [exec('interactive: 1'), 'expected `true` or `false`, found the number `1`'],
  'Exec.idempotent': [exec('idempotent: 1'), 'expected `true` or `false`, found the number `1`'],
  ...common('copy', 'copy: {from: x, to: "b:/x"}'),
  'TaskSource.copy.copy': ['tasks: {a: {copy: 1}}', noMap],
  'Copy.from': ['tasks: {a: {copy: {from: 1, to: "b:/x"}}}', number],
  'Copy.to': ['tasks: {a: {copy: {from: x, to: 1}}}', number],
  ...common('wait', 'wait: {}'),
  'TaskSource.wait.wait': ['tasks: {a: {wait: 1}}', noMap],
  ...common('alias', 'alias: {}'),
  'TaskSource.alias.alias': ['tasks: {a: {alias: 1}}', noMap],
  ...common('certificate', 'certificate: {ca: true}'),
  'TaskSource.certificate.certificate': [
    'tasks: {a: {certificate: 1}}',
    'expected a certificate such as `ca: true`, found the number `1`',
  ],
  'TaskSource.certificate.ca.ca': [
    'tasks: {a: {certificate: {ca: 1}}}',
    'expected `true`, found the number `1`',
  ],
  'TaskSource.certificate.ca.common_name': ['tasks: {a: {certificate: {ca: true, common_name: 1}}}', number],
  'TaskSource.certificate.ca.days': ['tasks: {a: {certificate: {ca: true, days: 3651}}}', noDays],
  'TaskSource.certificate.issuer.issuer': ['tasks: {a: {certificate: {issuer: 1, hosts: [x]}}}', number],
  'TaskSource.certificate.issuer.hosts': [
    'tasks: {a: {certificate: {issuer: x, hosts: []}}}',
    'expected at least 1 item, found an empty list',
  ],
  'TaskSource.certificate.issuer.common_name': [
    'tasks: {a: {certificate: {issuer: x, hosts: [x], common_name: 1}}}',
    number,
  ],
  'TaskSource.certificate.issuer.days': [
    'tasks: {a: {certificate: {issuer: x, hosts: [x], days: 3651}}}',
    noDays,
  ],
  'Alias.pool': [
    'tasks: {a: {alias: {pool: x}}}',
    'expected a range of loopback addresses such as `127.0.0.16-127.0.0.31`, found `x`',
  ],
  'Alias.wait': ['tasks: {a: {alias: {wait: 1}}}', noDuration],
  'Retry.attempts': [task('run: x', 'retry: {attempts: 0}'), 'expected at least 1, found `0`'],
  'Retry.delay': [task('run: x', 'retry: {attempts: 1, delay: 1}'), noDuration],
  'Restart.attempts': [task('serve: x', 'restart: {attempts: 0}'), 'expected at least 1, found `0`'],
  'Restart.delay': [task('serve: x', 'restart: {attempts: 1, delay: 1}'), noDuration],
  'Restart.backoff': [
    task('serve: x', 'restart: {attempts: unlimited, backoff: 0}'),
    'expected at least 1, found `0`',
  ],
  'Restart.condition': [
    task('serve: x', 'restart: {attempts: 1, condition: always}'),
    'expected `any` or `failure`, found the string `always`',
  ],
  ...Object.fromEntries(
    ['serve', 'container', 'machine'].map((kind): [string, Row] => [
      `TaskSource.${kind}.liveness`,
      [
        task(
          {serve: 'serve: x', container: 'container: {image: x}', machine: 'machine: {}'}[kind] ?? '',
          'liveness: 1',
        ),
        'expected a probe such as `port: 8080`, found the number `1`',
      ],
    ]),
  ),

  'Probe.port.port': [probe('port: true'), 'expected a number or a string, found `true`'],
  'Probe.port.any_owner': [
    probe('port: 1, any_owner: 1'),
    'expected `true` or `false`, found the number `1`',
  ],
  ...limits('Probe.port', entry => probe('port: 1, ', entry)),
  'Probe.http.http': [probe('http: 1'), number],
  'Probe.http.any_owner': [
    probe('http: x, any_owner: 1'),
    'expected `true` or `false`, found the number `1`',
  ],
  ...limits('Probe.http', entry => probe('http: x, ', entry)),
  'Probe.log.log': [probe('log: 1'), number],
  'Probe.log.times': [probe('log: x, times: 0'), 'expected at least 1, found `0`'],
  'Probe.log.timeout': [probe('log: x, timeout: 1'), noDuration],
  'Probe.file.file': [probe('file: 1'), number],
  ...limits('Probe.file', entry => probe('file: x, ', entry)),
  'Probe.command.command': [probe('command: true'), noCommand],
  ...limits('Probe.command', entry => probe('command: x, ', entry)),
  'Probe.notify.notify': [probe('notify: 1'), noMap],
  'Probe.health.health': [probe('health: 1'), noMap],
  'Probe.echo.echo': [probe('echo: 1'), noMap],
  'Probe.exec.exec': [probe('exec: x'), noList],
  ...limits('Probe.exec', entry => probe('exec: [x], ', entry)),
  ...exchange('HttpRequest', entry => probe(`http: {${entry}}`)),
  'HttpRequest.any_owner': [
    probe('http: {url: x, any_owner: 1}'),
    'expected `true` or `false`, found the number `1`',
  ],
  ...exchange('HttpLivenessRequest', entry => alive(`http: {${entry}}`)),
  ...pace('HttpLivenessRequest', entry => alive(`http: {url: x, ${entry}}`)),
  ...pace('LivenessLimits', entry => alive(`echo: {${entry}}`)),
  ...['port: 1', 'http: x', 'file: x', 'command: x', 'exec: [x]'].reduce<Record<string, Row>>(
    (all, kind) => ({
      ...all,
      ...pace(`LivenessProbe.${kind.split(':')[0] ?? ''}`, entry => alive(kind, `, ${entry}`)),
    }),
    {},
  ),
  'LivenessProbe.port.port': [alive('port: true'), 'expected a number or a string, found `true`'],
  'LivenessProbe.http.http': [alive('http: 1'), number],
  'LivenessProbe.file.file': [alive('file: 1'), number],
  'LivenessProbe.command.command': [alive('command: true'), noCommand],
  'LivenessProbe.exec.exec': [alive('exec: x'), noList],
  'LivenessProbe.echo.echo': [alive('echo: 1'), noMap],
  'LivenessProbe.health.health': [alive('health: 1'), noMap],
  ...limits('HttpRequest', entry => probe(`http: {url: x, ${entry}}`)),
  'NotifyLimits.timeout': [probe('notify: {timeout: 1}'), noDuration],
  ...limits('ProbeLimits', entry => probe(`echo: {${entry}}`)),
};

test.each(Object.entries(rows))('%s', (_key, [text, message]) => {
  const result = parse('/w/bottle.yaml', text);
  const diagnostics = 'diagnostics' in result ? result.diagnostics : checkShape(result.parsed);
  expect(diagnostics.map(diagnostic => diagnostic.message)).toEqual([message]);
});

test('every key of the schema has a bad value', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../schema/bottle.schema.json', import.meta.url), 'utf8'),
  ) as Schema & {definitions: Record<string, Schema>};
  const inDefinitions = Object.entries(schema.definitions).flatMap(([name, definition]) =>
    keysOf(definition, name),
  );
  const keys = new Set([...keysOf(schema, 'file'), ...inDefinitions]);
  expect(Object.keys(rows).toSorted()).toEqual([...keys].toSorted());
});

interface Schema {
  readonly properties?: Readonly<Record<string, {readonly doNotSuggest?: boolean}>>;
  readonly if?: {readonly required?: readonly [string]};
  readonly then?: Schema;
  readonly else?: Schema;
  readonly anyOf?: unknown;
}

/** Key paths as `name.key`, or `name.kind.key` for the keys of a kind. */
function keysOf(schema: Schema, name: string): readonly string[] {
  const kind = schema.if?.required?.[0];
  const own = Object.entries(schema.properties ?? {}).filter(([, {doNotSuggest}]) => doNotSuggest !== true);
  return [
    // A key in the last branch, without a kind, is also in the branch of its kind.
    ...(schema.anyOf === undefined ? own.map(([key]) => `${name}.${key}`) : []),
    ...(schema.then ? keysOf(schema.then, kind === undefined ? name : `${name}.${kind}`) : []),
    ...(schema.else ? keysOf(schema.else, name) : []),
  ];
}
