import {appTask} from '../draft-rig.ts';
import {gpuKeys} from './gpu-rows.ts';
import {buildRows, deployRows} from './specification-build.ts';
import {networkRows, sourceRows, volumeRows} from './specification-parts.ts';
import {alike, app, file, reported, service, under, type Row, type Rows} from './specification-rows.ts';

/** The version of the specification for this table: `schema/compose-spec.json` of https://github.com/compose-spec/compose-go. */
export const VERSION = 'compose-go v2.16.2';

/** Docker's default health check. */
const HEALTH = {interval: '30s', timeout: '30s', retries: 3};

/**
 * Keys of the specification by path: `*` matches any name, and items of a list have the path of the list. A key that is
 * reported as a whole has no rows for its subkeys.
 */
export const specification: Readonly<Record<string, Row>> = {
  ...under('root', {
    version: {file: {version: '3', services: {}}, tasks: {}},
    // The project name is part of the names of volumes.
    name: file(
      {name: 'other', services: {app: app({volumes: ['vol:/v']})}, volumes: {vol: {}}},
      {vol: {volume: {keep: true, name: 'other_vol'}}},
    ),
    // Covered by project.test.ts.
    include: file({include: [], services: {}}, {}),
    services: service({}, {}),
    networks: file(
      {services: {app: {image: 'app:1'}}, networks: {default: {internal: true}}},
      {network: {network: {internal: true}}},
    ),
    volumes: file(
      {services: {app: app({volumes: ['vol:/v']})}, volumes: {vol: {}}},
      {app: appTask({volumes: ['vol:/v']}), vol: {volume: {keep: true, name: 'shop_vol'}}},
    ),
    secrets: service(
      {secrets: ['s']},
      {volumes: ['./there:/run/secrets/s:ro']},
      {secrets: {s: {file: './there'}}},
    ),
    configs: service({configs: ['s']}, {volumes: ['./there:/s:ro']}, {configs: {s: {file: './there'}}}),
    jobs: {file: {services: {}, jobs: {j: {image: 'x', triggers: {}}}}, reported: '`jobs`: no job runs'},
    models: {file: {services: {}, models: {m: {model: 'x'}}}, reported: '`models`: no models are started'},
  }),
  ...under('service', {
    annotations: service({annotations: {a: 'b'}}, {annotations: {a: 'b'}}),
    attach: reported({attach: false}, '`attach`: bottle shows the output of all tasks'),
    blkio_config: service({blkio_config: {weight: 300}}, {blkio_config: {weight: 300}}),
    'blkio_config.weight': service({blkio_config: {weight: 300}}, {blkio_config: {weight: 300}}),
    ...blockDevices('weight_device', 'weight', 400, 400),
    ...blockDevices('device_read_bps', 'rate', '12mb', '12m'),
    ...blockDevices('device_read_iops', 'rate', 120, 120),
    ...blockDevices('device_write_bps', 'rate', '1024k', '1024k'),
    ...blockDevices('device_write_iops', 'rate', 30, 30),
    ...alike('cap_add', ['NET_ADMIN']),
    ...alike('cap_drop', ['ALL']),
    ...alike('cgroup', 'host'),
    ...alike('cgroup_parent', 'm-executor'),
    command: service({command: 'a b'}, {command: ['a', 'b']}),
    configs: service({configs: ['s']}, {volumes: ['./there:/s:ro']}, {configs: {s: {file: './there'}}}),
    ...fileKeys('configs', '/s'),
    container_name: reported({container_name: 'x'}, '`container_name`: the container is named after the run'),
    cpu_count: reported({cpu_count: 1}, '`cpu_count`: it is for Windows containers'),
    cpu_percent: reported({cpu_percent: 1}, '`cpu_percent`: it is for Windows containers'),
    ...alike('cpu_shares', 512),
    ...alike('cpu_quota', 25_000),
    ...alike('cpu_period', 50_000),
    ...alike('cpu_rt_period', 1_000_000),
    ...alike('cpu_rt_runtime', 950_000),
    ...alike('cpus', 1.5),
    ...alike('cpuset', '0-1'),
    credential_spec: reported(
      {credential_spec: {file: 'x'}},
      '`credential_spec`: it is for Windows containers',
    ),
    depends_on: needs(['db'], {task: 'db', condition: 'started'}),
    'depends_on.*.condition': needs({db: {condition: 'service_healthy'}}, 'db'),
    // `bottle restart` always restarts dependents.
    'depends_on.*.restart': needs({db: {condition: 'service_healthy', restart: true}}, 'db'),
    'depends_on.*.required': {
      ...needs({db: {condition: 'service_healthy', required: false}}, 'db'),
      reported: '`depends_on.db.required`: this task does not start if `db` fails',
    },
    develop: reported({develop: {watch: []}}, '`develop`: nothing is synchronized or rebuilt'),
    ...alike('device_cgroup_rules', ['c 1:3 mr']),
    devices: service({devices: ['/dev/fuse:/dev/x:r']}, {devices: ['/dev/fuse:/dev/x:r']}),
    'devices.source': service({devices: [{source: '/dev/fuse'}]}, {devices: ['/dev/fuse']}),
    'devices.target': service(
      {devices: [{source: '/dev/a', target: '/dev/b'}]},
      {devices: ['/dev/a:/dev/b']},
    ),
    'devices.permissions': service(
      {devices: [{source: '/dev/a', permissions: 'r'}]},
      {devices: ['/dev/a:/dev/a:r']},
    ),
    dns: service({dns: '9.9.9.9'}, {dns: ['9.9.9.9']}),
    ...alike('dns_opt', ['ndots:1']),
    dns_search: service({dns_search: 'example.test'}, {dns_search: ['example.test']}),
    ...alike('domainname', 'example.test'),
    entrypoint: service({entrypoint: ['a']}, {entrypoint: ['a']}),
    env_file: service({env_file: './there'}, {env_file: ['./there']}),
    'env_file.path': service({env_file: [{path: './there'}]}, {env_file: ['./there']}),
    'env_file.required': service(
      {env_file: [{path: './there', required: false}]},
      {
        env_file: [{path: './there', required: false}],
      },
    ),
    'env_file.format': service(
      {env_file: [{path: './there', format: 'raw'}]},
      {
        env_file: [{path: './there', format: 'raw'}],
      },
    ),
    environment: service({environment: {A: 1}}, {env: {A: '1'}}),
    // Only declares ports that other containers may connect to, which they can do anyway.
    expose: service({expose: [80, '81/tcp', '5-6/udp']}, {expose: ['80', '81', '5-6/udp']}),
    extends: extended('base'),
    'extends.service': extended({service: 'base'}),
    'extends.file': extended({service: 'base', file: 'compose.yaml'}),
    external_links: reported({external_links: ['x']}, '`external_links`: the container does not find'),
    extra_hosts: service({extra_hosts: ['a:10.0.0.1']}, {extra_hosts: ['a:10.0.0.1']}),
    ...gpuKeys('gpus', device => ({gpus: [device]})),
    ...alike('group_add', ['video']),
    healthcheck: health({test: 'true'}, {command: 'true', ...HEALTH}),
    'healthcheck.disable': health({disable: true}, {disable: true}),
    'healthcheck.interval': health(
      {test: 'true', interval: '5s'},
      {command: 'true', ...HEALTH, interval: '5s'},
    ),
    'healthcheck.retries': health({test: 'true', retries: 9}, {command: 'true', ...HEALTH, retries: 9}),
    'healthcheck.test': health({test: ['CMD', 'a']}, {command: ['a'], ...HEALTH}),
    'healthcheck.timeout': health({test: 'true', timeout: '1s'}, {command: 'true', ...HEALTH, timeout: '1s'}),
    'healthcheck.start_period': health(
      {test: 'true', start_period: '2s'},
      {command: 'true', ...HEALTH, start_period: '2s'},
    ),
    'healthcheck.start_interval': health(
      {test: 'true', start_interval: '1s'},
      {
        ...{command: 'true', ...HEALTH, start_interval: '1s'},
      },
    ),
    ...alike('hostname', 'web'),
    image: service({image: 'app:1'}, {}),
    ...alike('init', true),
    ...alike('ipc', 'host'),
    isolation: reported({isolation: 'x'}, '`isolation`: it is for Windows containers'),
    label_file: reported({label_file: 'x'}, '`label_file`: labels from the file are missing'),
    ...alike('labels', {a: 'b'}),
    links: file(
      {services: {app: {image: 'app:1', links: ['db:database']}, db: {image: 'db:1'}}},
      {
        app: {container: {links: ['db:database']}},
      },
    ),
    logging: service({logging: {driver: 'none'}}, {logging: {driver: 'none'}}),
    'logging.driver': service({logging: {driver: 'none'}}, {logging: {driver: 'none'}}),
    'logging.options': service({logging: {options: {a: 1}}}, {logging: {options: {a: '1'}}}),
    ...alike('mac_address', '02:42:ac:11:65:43'),
    mem_limit: service({mem_limit: '1GB'}, {memory: '1g'}),
    ...alike('mem_reservation', '1g'),
    ...alike('mem_swappiness', 0),
    memswap_limit: service({mem_limit: '1g', memswap_limit: -1}, {memory: '1g', memswap_limit: '-1'}),
    models: reported({models: ['m']}, '`models`: no model is started'),
    network_mode: service({network_mode: 'host'}, {network_mode: 'host'}),
    networks: joined(['n'], 'n'),
    ...joins('aliases', ['a'], {aliases: ['a']}),
    'networks.*.use_service_name_alias': {
      ...joined({n: {use_service_name_alias: true}}, 'n'),
      reported: '`networks.n.use_service_name_alias`: the service has its own name',
    },
    'networks.*.interface_name': {
      ...joined({n: {interface_name: 'eth7'}}, 'n'),
      reported: '`networks.n.interface_name`: Docker chooses the name',
    },
    ...joins('ipv4_address', '172.30.0.5', {ip: '172.30.0.5'}),
    ...joins('ipv6_address', 'fd00:30::5', {ip: 'fd00:30::5'}),
    ...joins('link_local_ips', ['169.254.8.8'], {link_local_ips: ['169.254.8.8']}),
    ...joins('mac_address', '02:42:ac:11:65:43', {mac_address: '02:42:ac:11:65:43'}),
    ...joins('driver_opts', {a: 1}, {driver_opts: {a: '1'}}),
    // The default route is determined by `gw_priority`.
    'networks.*.priority': joined({n: {priority: 1}}, 'n'),
    ...joins('gw_priority', 1, {gw_priority: 1}),
    ...alike('oom_kill_disable', true),
    ...alike('oom_score_adj', 100),
    ...alike('pid', 'host'),
    ...alike('pids_limit', 9),
    ...alike('platform', 'linux/amd64'),
    ...hooks('post_start'),
    ...hooks('pre_stop'),
    pre_start: reported({pre_start: [{command: 'x'}]}, '`pre_start`: the steps do not run'),
    umask: reported({umask: '022'}, "`umask`: files are created with the engine's umask"),
    build: file({services: {app: app({build: './web'})}}, {'app-image': {image: {build: './web'}}}),
    deploy: service({deploy: {}}, {}),
    volumes: service({volumes: ['./there:/x']}, {volumes: ['./there:/x']}),
    volumes_from: file(
      {services: {db: app({}), app: app({volumes_from: ['db']})}},
      {app: {container: {volumes_from: ['${{ tasks.db.name }}']}}},
    ),
    ports: service({ports: ['8.8.8.8:1:80']}, {ports: ['8.8.8.8:1:80']}),
    ...portKeys(),
    ...alike('privileged', true),
    profiles: file(
      {services: {app: app({profiles: ['x']})}},
      {app: appTask({}, {if: '${{ vars.profile_x }}'})},
    ),
    provider: {
      file: {services: {app: {provider: {type: 'x'}}}},
      reported: 'service `app`: it has no container',
    },
    pull_policy: service({pull_policy: 'never'}, {pull: 'never'}),
    // Used only by `pull_policy: refresh`, which is reported.
    pull_refresh_after: reported(
      {pull_policy: 'refresh', pull_refresh_after: '1h'},
      '`pull_policy: refresh`',
    ),
    ...alike('read_only', true),
    restart: file(
      {services: {app: app({restart: 'always'})}},
      {app: {container: {restart: {attempts: 'unlimited'}}}},
    ),
    ...alike('runtime', 'runsc'),
    scale: reported({scale: 2}, '`scale`: one container is started'),
    ...alike('security_opt', ['no-new-privileges']),
    ...alike('shm_size', '64m'),
    secrets: service(
      {secrets: ['s']},
      {volumes: ['./there:/run/secrets/s:ro']},
      {secrets: {s: {file: './there'}}},
    ),
    ...fileKeys('secrets', '/run/secrets/s'),
    sysctls: service({sysctls: ['a=1']}, {sysctls: {a: '1'}}),
    ...alike('stdin_open', true),
    stop_grace_period: service({stop_grace_period: '1m'}, {grace: '60s'}),
    stop_signal: service({stop_signal: 'SIGINT'}, {stop_signal: 'SIGINT'}),
    ...alike('storage_opt', {size: '1G'}),
    tmpfs: service({tmpfs: '/tmp'}, {tmpfs: ['/tmp']}),
    ...alike('tty', true),
    ...alike('ulimits', {nproc: 9}),
    'ulimits.*.hard': service(
      {ulimits: {nofile: {soft: 1, hard: 2}}},
      {ulimits: {nofile: {soft: 1, hard: 2}}},
    ),
    'ulimits.*.soft': service(
      {ulimits: {nofile: {soft: 1, hard: 2}}},
      {ulimits: {nofile: {soft: 1, hard: 2}}},
    ),
    use_api_socket: reported(
      {use_api_socket: true},
      '`use_api_socket`: the container cannot reach the engine',
    ),
    user: service({user: 'node'}, {user: 'node'}),
    ...alike('uts', 'host'),
    ...alike('userns_mode', 'host'),
    working_dir: service({working_dir: '/x'}, {workdir: '/x'}),
  }),
  ...under('service.build', buildRows),
  ...under('service.deploy', deployRows),
  ...under('service.volumes', volumeRows.mounts),
  ...under('volume', volumeRows.declared),
  ...under('network', networkRows),
  ...under('secret', sourceRows('secrets')),
  ...under('config', sourceRows('configs')),
};

function blockDevices(key: string, name: string, given: unknown, made: unknown): Rows {
  const row = service(
    {blkio_config: {[key]: [{path: '/dev/sda', [name]: given}]}},
    {
      blkio_config: {[key]: [{path: '/dev/sda', [name]: made}]},
    },
  );
  return {
    [`blkio_config.${key}`]: row,
    [`blkio_config.${key}.path`]: row,
    [`blkio_config.${key}.${name}`]: row,
  };
}

function needs(on: unknown, need: unknown): Row {
  return file({services: {app: app({depends_on: on}), db: app({})}}, {app: {needs: [need]}});
}

function extended(base: unknown): Row {
  const services = {base: app({user: 'node'}), app: {extends: base}};
  return file({services}, {app: appTask({user: 'node'})});
}

function health(source: object, healthcheck: object): Row {
  return service({healthcheck: source}, {healthcheck});
}

function joined(networks: unknown, attachment: unknown): Row {
  const source = {
    services: {app: {image: 'app:1', networks}},
    networks: {
      n: {
        ipam: {
          config: [{subnet: JSON.stringify(networks).includes('fd00') ? 'fd00:30::/64' : '172.30.0.0/24'}],
        },
      },
    },
  };
  return file(source, {app: {container: {networks: [attachment]}}});
}

function joins(key: string, value: unknown, attachment: object): Rows {
  return {[`networks.*.${key}`]: joined({n: {[key]: value}}, {network: 'n', ...attachment})};
}

function portKeys(): Rows {
  const port = (keys: object, text: string): Row =>
    service({ports: [{target: 80, ...keys}]}, {ports: [text]});
  return under('ports', {
    target: port({}, '80'),
    published: port({host_ip: '8.8.8.8', published: '1'}, '8.8.8.8:1:80'),
    host_ip: port({host_ip: '8.8.8.8'}, '8.8.8.8::80'),
    protocol: port({protocol: 'udp'}, '80/udp'),
    // Only descriptive, and `mode` has no effect on a single machine.
    name: port({name: 'web'}, '80'),
    app_protocol: port({app_protocol: 'http'}, '80'),
    mode: port({mode: 'host'}, '80'),
  });
}

/** Project files are mounted unchanged. Compose also ignores the owner and mode of such files. */
function fileKeys(key: 'secrets' | 'configs', usual: string): Rows {
  const row = (keys: object, target = usual): Row =>
    service(
      {[key]: [{source: 's', ...keys}]},
      {volumes: [`./there:${target}:ro`]},
      {[key]: {s: {file: './there'}}},
    );
  return under(key, {
    source: row({}),
    target: row({target: '/etc/s'}, '/etc/s'),
    uid: row({uid: '1'}),
    gid: row({gid: '1'}),
    mode: row({mode: 256}),
  });
}

/** Commands that run in the container. */
function hooks(key: 'post_start' | 'pre_stop'): Rows {
  const row = (hook: object, carried: object): Row =>
    service({[key]: [{command: 'a "b c"', ...hook}]}, {[key]: [{command: ['a', 'b c'], ...carried}]});
  return {
    [key]: row({}, {}),
    [`${key}.command`]: row({command: ['x', '${A}']}, {command: ['x', "${{ default(env.A, '') }}"]}),
    [`${key}.user`]: row({user: 'root'}, {user: 'root'}),
    [`${key}.privileged`]: row({privileged: true}, {privileged: true}),
    [`${key}.working_dir`]: row({working_dir: '/w'}, {workdir: '/w'}),
    [`${key}.environment`]: row({environment: ['A=b']}, {env: {A: 'b'}}),
  };
}
