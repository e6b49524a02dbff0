import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {composeFile} from '../../src/export/compose/compose-file.ts';
import {launch, losses} from './launch.ts';

interface Compose {
  readonly name: string;
  readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly networks?: Readonly<Record<string, unknown>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

function compose(text: string) {
  const exported = composeFile(launch(text));
  const [file] = exported.files;
  return {file: parse(file?.text ?? '') as Compose, text: file?.text ?? '', losses: losses(exported)};
}

/** Exports a container with these keys. Returns its service and the reported losses. */
function service(container: string, beside = '', others = '') {
  const {file, losses} = compose(
    `vars: {size: 9m}\ntasks:\n  web: {container: {image: nginx, ${container}}${beside}}\n${others}`,
  );
  const {networks, ...rest} = file.services.web ?? {};
  return {service: rest, networks, losses};
}

describe('keys of a container', () => {
  test.each([
    ['pull: always', {pull_policy: 'always'}],
    ['platform: linux/arm64', {platform: 'linux/arm64'}],
    ['command: [a, "$b"]', {command: ['a', '$$b']}],
    ['entrypoint: [a]', {entrypoint: ['a']}],
    ['env: {A: 1, B: "${{ env.B }}"}', {environment: {A: '1', B: '${B}'}}],
    ['env_file: [a.env]', {env_file: ['a.env']}],
    ['user: node', {user: 'node'}],
    ['workdir: /srv', {working_dir: '/srv'}],
    ['ports: [8080:80]', {ports: ['127.0.0.1:8080:80']}],
    ['ports: ["0.0.0.0:8080:80/udp"]', {ports: ['0.0.0.0:8080:80/udp']}],
    ['ports: ["[::1]:8080:80"]', {ports: ['[::1]:8080:80']}],
    ['ports: ["80"]', {ports: ['127.0.0.1::80']}],
    ['ports: ["8000-8001:80-81"]', {ports: ['127.0.0.1:8000:80', '127.0.0.1:8001:81']}],
    ['ports: ["8000-8009:80/sctp"]', {ports: ['127.0.0.1:8000-8009:80/sctp']}],
    ['expose: ["80"]', {expose: ['80']}],
    [
      'post_start: [{command: a $B, user: root, privileged: true}]',
      {post_start: [{command: ['sh', '-e', '-c', 'a $$B'], user: 'root', privileged: true}]},
    ],
    [
      'pre_stop: [{command: [a], workdir: /w, env: {A: 1}}]',
      {pre_stop: [{command: ['a'], working_dir: '/w', environment: {A: '1'}}]},
    ],
    ['volumes: [./a:/a:ro]', {volumes: ['./a:/a:ro']}],
    ['tmpfs: ["/tmp:size=1m"]', {tmpfs: ['/tmp:size=1m']}],
    ['labels: {a: b}', {labels: {a: 'b'}}],
    ['cap_add: [NET_ADMIN]', {cap_add: ['NET_ADMIN']}],
    ['cap_drop: [ALL]', {cap_drop: ['ALL']}],
    ['read_only: true', {read_only: true}],
    ['security_opt: [no-new-privileges]', {security_opt: ['no-new-privileges']}],
    ['init: true', {init: true}],
    ['memory: 512m', {mem_limit: '512m'}],
    ['cpus: 1.5', {cpus: 1.5}],
    ['pids_limit: 9', {pids_limit: 9}],
    ['extra_hosts: ["a:10.0.0.1"]', {extra_hosts: ['a:10.0.0.1']}],
    ['stop_signal: SIGINT', {stop_signal: 'SIGINT'}],
    ['env_file: [{path: a.env, required: false}]', {env_file: [{path: 'a.env', required: false}]}],
    ['ulimits: {nofile: {soft: 5, hard: 9}}', {ulimits: {nofile: {soft: 5, hard: 9}}}],
    ['devices: [/dev/null]', {devices: ['/dev/null']}],
    ['gpus: [{count: 1, capabilities: [gpu]}]', {gpus: [{count: 1, capabilities: ['gpu']}]}],
    ['sysctls: {net.core.somaxconn: 9}', {sysctls: {'net.core.somaxconn': '9'}}],
    ['shm_size: "${{ vars.size }}"', {shm_size: '9m'}],
    ['ipc: "container:${{ tasks.db.id }}"', {ipc: 'service:db'}, '  db: {container: {image: pg}}'],
    ['logging: {driver: none}', {logging: {driver: 'none'}}],
    ['hostname: h, dns: [10.0.0.2]', {hostname: 'h', dns: ['10.0.0.2']}],
    ['healthcheck: {disable: true}', {healthcheck: {disable: true}}],
    ['grace: 3s', {stop_grace_period: '3s'}],
    ['restart: {attempts: unlimited}', {restart: 'always'}],
    ['restart: {attempts: unlimited, condition: failure}', {restart: 'on-failure'}],
    ['restart: {attempts: 3, condition: failure}', {restart: 'on-failure:3'}],
    [
      'healthcheck: {command: [a, b], interval: 2s, retries: 4, start_period: 5s}',
      {
        healthcheck: {
          test: ['CMD', 'a', 'b'],
          interval: '2s',
          timeout: '30s',
          retries: 4,
          start_period: '5s',
        },
      },
    ],
  ])('become keys of a service: %s', (keys, expected, others = '') => {
    const {service: written, ...rest} = service(keys, '', others);
    const {depends_on, ...own} = written;
    expect({service: own, ...rest}).toEqual({
      service: {image: 'nginx', ...expected},
      networks: {default: null},
      losses: [],
    });
  });

  test.each([
    ['restart: {attempts: 3}', 'web: container.restart: Compose limits restarts only after failures'],
    [
      'restart: {attempts: unlimited, delay: 5s}',
      'web: container.restart: `delay`: Docker starts with a delay of 100 ms and doubles it',
    ],
    ['env: {A: "${{ run.id }}"}', 'web: container.env.A: `${{ run.id }}` is known only during a run'],
    [
      'healthcheck: {command: "a ${{ env.B }}"}',
      'web: container.healthcheck.command: it contains references; use environment variables of the container instead',
    ],
  ])('become keys of a service with a report: %s', (keys, loss) =>
    expect(service(keys).losses).toEqual([loss]),
  );

  test('a leased address becomes 127.0.0.1', () => {
    const {service: written, losses} = service(
      'ports: ["${{ tasks.address.ip }}:8080:80"], env: {URL: "http://${{ tasks.address.ip }}"}',
      '',
      '  address: {alias: {}}',
    );
    expect({written, losses}).toMatchObject({
      written: {ports: ['127.0.0.1:8080:80'], environment: {URL: 'http://127.0.0.1'}},
      losses: [],
    });
  });

  test('volume tasks become volumes with their options', () => {
    const {file, losses} = compose(`
tasks:
  data: {volume: {keep: true, name: shop_data, driver: local, driver_opts: {a: 1}, labels: {b: c}}}
  there: {volume: {external: true, name: it}}
  own: {volume: {}}
  db: {container: {image: pg, volumes: [data:/d, "own:/o:ro"], env: {N: "\${{ tasks.data.name }} \${{ tasks.own.name }}"}}}
`);
    expect(file.volumes).toEqual({
      data: {name: 'shop_data', driver: 'local', driver_opts: {a: '1'}, labels: {b: 'c'}},
      there: {name: 'it', external: true},
      own: {},
    });
    expect(file.services.db).toMatchObject({
      volumes: [
        {type: 'volume', source: 'data', target: '/d'},
        {type: 'volume', source: 'own', target: '/o', read_only: true},
      ],
      environment: {N: 'shop_data ${COMPOSE_PROJECT_NAME}_own'},
    });
    expect(losses).toEqual([
      'own: volume.keep: Compose keeps its data until `docker compose down --volumes`',
    ]);
  });

  test('a volume task may have a name that is invalid for a Docker volume', () => {
    const {file} = compose(
      'tasks: {d: {volume: {keep: true}}, db: {container: {image: pg, volumes: ["d:/d:ro,z"]}}}',
    );
    expect(file.services.db).toMatchObject({
      volumes: [{type: 'volume', source: 'd', target: '/d', read_only: true, bind: {selinux: 'z'}}],
    });
  });

  test('named volumes keep their names on the engine', () => {
    const {file} = compose('tasks: {db: {container: {image: pg, volumes: [data:/data]}}}');
    expect(file.volumes).toEqual({data: {name: 'data'}});
    expect(file.services.db).not.toHaveProperty('x-named-volumes');
  });
});

describe('networks', () => {
  test('have names, addresses and options', () => {
    const {file, losses} = compose(`
tasks:
  inside: {network: {internal: true, subnet: 10.1.2.0/24, gateway: 10.1.2.1, ipv6: true, driver: bridge, labels: {a: b}}}
  web:
    container: {image: nginx, networks: [{network: inside, aliases: [w], ip: 10.1.2.9}, bridge]}
  alone: {container: {image: nginx, networks: []}}
`);
    expect(losses).toEqual([]);
    expect(file.networks).toEqual({
      inside: {
        internal: true,
        driver: 'bridge',
        enable_ipv6: true,
        labels: {a: 'b'},
        ipam: {config: [{subnet: '10.1.2.0/24', gateway: '10.1.2.1'}]},
      },
    });
    expect(file.services.web?.networks).toEqual({
      inside: {aliases: ['w'], ipv4_address: '10.1.2.9'},
      default: null,
    });
    expect(file.services.alone).toMatchObject({network_mode: 'none'});
  });

  test('have no reserved addresses', () => {
    expect(compose('tasks: {inside: {network: {addresses: [web]}}}').losses).toEqual([
      'inside: network.addresses: give the network a `subnet`, and write its addresses in `ipv4_address`',
    ]);
  });
});

describe('images', () => {
  test('built by tasks are built by their services', () => {
    const {file, losses} = compose(`
tasks:
  app-image: {image: {build: ./app, dockerfile: D, args: {V: 1}, target: t, platform: linux/arm64, tag: "shop:1"}}
  base: {image: {pull: "redis:7"}}
  lines: {image: {build: ., dockerfile_inline: "FROM a"}}
  app: {container: {image: "\${{ tasks.app-image.ref }}"}}
  tool: {container: {image: "\${{ tasks.lines.ref }}"}}
  cache: {container: {image: "\${{ tasks.base.ref }}"}}
`);
    expect(losses).toEqual([]);
    expect(file.services).toMatchObject({
      app: {
        image: 'shop:1',
        build: {context: './app', dockerfile: 'D', args: {V: '1'}, target: 't', platforms: ['linux/arm64']},
      },
      cache: {image: 'redis:7'},
      tool: {build: {context: '.', dockerfile_inline: 'FROM a'}},
    });
  });
});

test('have names with variables, like volumes', () => {
  const {file, losses} = compose(`
tasks:
  app-image: {image: {build: ./app, tag: "shop:\${{ default(env.TAG, 'a$b') }}"}}
  base: {image: {pull: "redis:\${{ default(env.REDIS, '7') }}"}}
  data: {volume: {name: "\${{ default(env.NAME, 'x') }}_data"}}
  app: {container: {image: "\${{ tasks.app-image.ref }}", env: {N: "\${{ tasks.data.name }}"}, volumes: ["data:/d:Z"]}}
  cache: {container: {image: "\${{ tasks.base.ref }}"}}
`);
  expect(losses).toEqual(['data: volume.keep: Compose keeps its data until `docker compose down --volumes`']);
  expect(file.services).toMatchObject({
    app: {
      image: 'shop:${TAG:-a$$b}',
      environment: {N: '${NAME:-x}_data'},
      volumes: [{type: 'volume', source: 'data', target: '/d', bind: {selinux: 'Z'}}],
    },
    cache: {image: 'redis:${REDIS:-7}'},
  });
});

describe('needs', () => {
  const tasks = `
  db: {container: {image: pg, healthcheck: {command: ok}}, ready: {health: {}}}
  cache: {container: {image: redis}, ready: {exec: [redis-cli, ping]}}
  queue: {container: {image: q}, ready: {port: 5672}}
`;

  test('become waits for health if Compose can check it, otherwise for the start', () => {
    const {file, losses} = compose(`tasks:${tasks}
  web: {needs: [db, cache, queue, {task: db, condition: started}], container: {image: nginx}}`);
    expect(file.services.web?.depends_on).toEqual({
      db: {condition: 'service_healthy'},
      cache: {condition: 'service_healthy'},
      queue: {condition: 'service_started'},
    });
    expect(losses).toEqual([
      'queue: ready: Compose has no `port` probes; dependents wait only until the container has started',
    ]);
  });

  test('become waits for completion of a container that ends', () => {
    const {file, losses} = compose(`tasks:
  seed: {container: {image: seed, ends: true}}
  web: {needs: [seed], container: {image: nginx}}
  early: {needs: [{task: seed, condition: started}], container: {image: nginx}}`);
    expect(losses).toEqual([]);
    expect(file.services.web?.depends_on).toEqual({seed: {condition: 'service_completed_successfully'}});
    expect(file.services.early?.depends_on).toEqual({seed: {condition: 'service_started'}});
  });

  test("do not depend on the order of a probe's keys", () => {
    const {file, losses} = compose(`tasks:
  db: {container: {image: pg}, ready: {timeout: 5s, exec: [ok]}}
  queue: {container: {image: q}, ready: {timeout: 5s, log: up}}
  web: {needs: [db], container: {image: nginx}}`);
    expect(file.services.web?.depends_on).toEqual({db: {condition: 'service_healthy'}});
    expect(losses).toEqual([
      'queue: ready: Compose has no `log` probes; dependents wait only until the container has started',
    ]);
  });

  test('skip tasks that are not exported', () => {
    const {file, losses} = compose(`tasks:${tasks}
  migrate: {needs: [db], run: migrate}
  web: {needs: [migrate], container: {image: nginx}, on_dependency_restart: restart}`);
    expect(file.services.web?.depends_on).toEqual({db: {condition: 'service_healthy', restart: true}});
    expect(losses).toContain('migrate: Compose starts only containers; start it yourself');
  });
});

test('everything else is reported', () => {
  const {losses, file} = compose(`
env: {A: b}
secrets: {S: {file: s.txt}, T: {env: T_FROM}}
stop_timeout: 5s
until: work
tasks:
  work: {run: w}
  off: {if: "\${{ 'a' == 'b' }}", container: {image: x}}
  web:
    container: {image: nginx, env: {S: "\${{ secrets.S }}", T: "\${{ secrets.T }}"}}
    if: "\${{ env.X }}"
    tags: [t]
    timeout: 1m
    wait_timeout: 1m
    retry: {attempts: 2}
    watch: [src/**]
    allow_failure: true
    env: {X: y}
    liveness: {port: 80}
`);
  expect(losses.map(line => line.split(': ').slice(0, 2).join(': '))).toEqual([
    'env: it applies only to commands on the host',
    'secrets: secrets from files have no variable; Compose mounts files with `secrets`',
    'until: use `docker compose up --abort-on-container-exit`',
    'stop_timeout: each service has its own `stop_grace_period`',
    'work: Compose starts only containers; start it yourself',
    'off: `if',
    'web: container.env.S',
    'web: env',
    'web: timeout',
    'web: wait_timeout',
    'web: allow_failure',
    'web: retry',
    'web: if',
    'web: tags',
    'web: watch',
    'web: liveness',
  ]);
  expect(Object.keys(file.services)).toEqual(['web']);
  expect(file.services.web?.environment).toEqual({T: '${T_FROM:?set T_FROM}'});
});

test('descriptions become comments, and invalid names are converted', () => {
  const {text, file} = compose(
    'name: My Shop!\ntasks: {web: {description: "the\\nfront", container: {image: x}}}',
  );
  expect(file.name).toBe('my-shop-');
  expect(text).toContain('  # the front\n  web:');
});
