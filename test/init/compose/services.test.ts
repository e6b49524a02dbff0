import {describe, expect, test} from 'vitest';
import {appTask, composeFile, drafted} from '../draft-rig.ts';

describe('mounts', () => {
  test.each([
    ['data:/data', 'data:/data'],
    ['named:/data', 'named:/data'],
    ['outside:/data:ro', 'outside:/data:ro'],
    ['./there:/data:ro', './there:/data:ro'],
    ['./there:/data/:rw', './there:/data'],
    ['/etc:/data', '/etc:/data'],
    ['~/x:/data', '${{ env.HOME }}/x:/data'],
    ['/app/node_modules', '/app/node_modules'],
    ['./there:/data:ro,z', './there:/data:ro,z'],
    ['data:/data:nocopy', 'data:/data:nocopy'],
    ['./there:/data:rshared,cached', './there:/data:rshared'],
    [
      '${D:-./there}:/data',
      {
        type: 'bind',
        source: "${{ default(env.D, './there') }}",
        target: '/data',
        bind: {create_host_path: true},
      },
    ],
    ['./missing:/data', {type: 'bind', source: './missing', target: '/data', bind: {create_host_path: true}}],
    [{type: 'volume', target: '/data'}, '/data'],
    [
      {type: 'volume', source: 'data', target: '/data', volume: {subpath: 'a'}},
      {type: 'volume', source: 'data', target: '/data', volume: {subpath: 'a'}},
    ],
    [{type: 'bind', source: './there', target: '/data', read_only: true}, './there:/data:ro'],
    [{type: 'volume', source: 'data', target: '/data'}, 'data:/data'],
  ])('are kept: %j', async (volume, expected) => {
    const {tasks, leftOut} = await drafted({
      ...composeFile(
        {volumes: [volume]},
        {volumes: {data: null, named: {name: 'other'}, outside: {external: true}}},
      ),
      'there/file': '',
    });
    expect(tasks).toMatchObject({app: appTask({volumes: [expected]})});
    expect(leftOut).toEqual([]);
  });

  test('named volumes become tasks with the same names as in Compose, if they are used', async () => {
    const volumes = {data: null, named: {name: 'other-${X:-a}'}, outside: {external: true}, unused: null};
    const {tasks, leftOut} = await drafted(
      composeFile({volumes: ['data:/a', 'named:/b', 'outside:/c']}, {volumes}),
    );
    expect(tasks).toEqual({
      data: {volume: {keep: true, name: 'shop_data'}},
      named: {volume: {keep: true, name: "other-${{ default(env.X, 'a') }}"}},
      outside: {volume: {external: true, name: 'outside'}},
      app: appTask({volumes: ['data:/a', 'named:/b', 'outside:/c']}),
    });
    expect(leftOut).toEqual([]);
  });

  test.each([
    [{tmpfs: '/tmp'}, ['/tmp']],
    [{volumes: [{type: 'tmpfs', target: '/tmp'}]}, ['/tmp']],
    [
      {volumes: [{type: 'tmpfs', target: '/tmp', tmpfs: {size: '64M', mode: 1023}}]},
      ['/tmp:size=64m,mode=1777'],
    ],
  ])('become tmpfs mounts: %j', async (service, tmpfs) => {
    const {tasks, leftOut} = await drafted(composeFile(service));
    expect(tasks).toEqual({app: appTask({tmpfs})});
    expect(leftOut).toEqual([]);
  });

  test.each([
    [
      {type: 'bind', source: './missing', target: '/data', bind: {create_host_path: false}},
      'the mount `./missing:/data`: `./missing` does not exist; create it, and write the mount under `volumes`',
    ],
    ['a:b:c:d', '`volumes[0]: a:b:c:d`: bottle has no equivalent for this value'],
    [
      {type: 'npipe', source: 'a', target: 'b'},
      '`volumes[0]: {"type":"npipe","source":"a","target":"b"}`: bottle has no equivalent for this value',
    ],
  ])('are not carried over: %j', async (volume, what) => {
    const {tasks, leftOut} = await drafted(composeFile({volumes: [volume]}));
    expect(tasks).toEqual({app: appTask({})});
    expect(leftOut).toEqual([`compose.yaml: service \`app\`: ${what}`]);
  });

  test('environment files', async () => {
    const {tasks, leftOut} = await drafted({
      ...composeFile({
        env_file: ['a.env', {path: 'b.env', required: false}, {path: 'a.env', format: 'raw'}, 'c.env'],
      }),
      'a.env': 'A=1',
    });
    const files = [
      'a.env',
      {path: 'b.env', required: false},
      {path: 'a.env', format: 'raw'},
      {path: 'c.env', required: false},
    ];
    expect(tasks).toEqual({app: appTask({env_file: files})});
    expect(leftOut).toEqual([
      'compose.yaml: service `app`: the env file `c.env`: it does not exist, so Compose would refuse to start; bottle reads it if it exists when the task starts',
    ]);
  });

  test('secrets and configs from files', async () => {
    const {tasks, leftOut} = await drafted({
      ...composeFile(
        {
          secrets: ['token', {source: 'key', target: 'tls.key', mode: 256}],
          configs: ['conf', {source: 'conf', target: '/etc/x'}],
        },
        {secrets: {token: {file: './token'}, key: {file: 'key'}}, configs: {conf: {file: './conf'}}},
      ),
      ...{token: '', key: '', conf: ''},
    });
    const volumes = [
      './token:/run/secrets/token:ro',
      './key:/run/secrets/tls.key:ro',
      './conf:/conf:ro',
      './conf:/etc/x:ro',
    ];
    expect(tasks).toEqual({app: appTask({volumes})});
    expect(leftOut).toEqual([]);
  });

  test('secrets and configs from other sources', async () => {
    const {tasks, secrets, leftOut} = await drafted({
      ...composeFile(
        {
          secrets: ['token', 'away'],
          configs: [
            {source: 'conf', target: '/etc/x', mode: 256, uid: '5'},
            {source: 'home', target: '/h'},
          ],
        },
        {
          secrets: {token: {environment: 'HOME'}, unused: {environment: 'X'}, away: {external: true}},
          configs: {conf: {content: 'a ${B:-b}'}, home: {environment: 'HOME'}},
        },
      ),
    });
    expect(secrets).toEqual({token: {env: 'HOME'}});
    expect(tasks).toEqual({
      app: appTask({
        secrets: [{source: 'token', target: '/run/secrets/token'}],
        configs: [
          {content: "a ${{ default(env.B, 'b') }}", target: '/etc/x', uid: 5, mode: '0400'},
          {content: '${{ env.HOME }}', target: '/h'},
        ],
      }),
    });
    expect(leftOut).toEqual(
      [
        '`secrets.away.external`: external secrets are not supported; set `file` or `environment`',
        '`secrets.away`: it has no source, so the file is missing in the container',
      ].map(what => `compose.yaml: service \`app\`: ${what}`),
    );
  });

  test('volumes of other containers', async () => {
    const {tasks} = await drafted({
      'compose.yaml': JSON.stringify({
        services: {
          db: {image: 'app:1', network_mode: 'bridge'},
          app: {image: 'app:1', network_mode: 'bridge', volumes_from: ['db:ro', 'container:other']},
        },
      }),
    });
    expect(tasks).toMatchObject({app: {container: {volumes_from: ['${{ tasks.db.name }}:ro', 'other']}}});
  });
});

describe('health checks', () => {
  const defaults = {interval: '30s', timeout: '30s', retries: 3};

  test.each([
    [{test: 'true'}, {command: 'true', ...defaults}],
    [{test: ['CMD-SHELL', 'pg_isready -U $$USER']}, {command: 'pg_isready -U $USER', ...defaults}],
    [
      {test: ['CMD', 'redis-cli', 'ping'], interval: '1500ms', retries: 0},
      {command: ['redis-cli', 'ping'], ...defaults, interval: '1500ms'},
    ],
    [
      {test: 'true', interval: '1m', timeout: '2s', retries: 5, start_period: '10s', start_interval: '1s'},
      {
        command: 'true',
        interval: '60s',
        timeout: '2s',
        retries: 5,
        start_period: '10s',
        start_interval: '1s',
      },
    ],
    [
      {test: "sh -c 'nc -z localhost $PORT'"},
      {command: ['/bin/sh', '-c', "sh -c 'nc -z localhost ${{ default(env.PORT, '') }}'"], ...defaults},
    ],
    [
      {interval: '5s', retries: 3},
      {interval: '5s', retries: 3},
    ],
    [{disable: true}, {disable: true}],
    [{test: ['NONE']}, {disable: true}],
  ])('are kept without a wait if no service depends on them: %j', async (healthcheck, expected) => {
    const {tasks, leftOut} = await drafted(composeFile({healthcheck}));
    expect(tasks).toEqual({app: appTask({healthcheck: expected})});
    expect(leftOut).toEqual([]);
  });

  test.each([
    [{test: 'true', interval: '1m', start_period: '90s'}, '330s'],
    [{test: 'true', interval: '1s', retries: 10}, '11s'],
    [undefined, '120s'],
  ])('%j limit the wait for health to %s', async (healthcheck, timeout) => {
    const base = {image: 'app:1', network_mode: 'bridge'};
    const web = {...base, depends_on: {app: {condition: 'service_healthy'}}};
    const services = {app: {...base, healthcheck}, web};
    const {tasks} = await drafted({'compose.yaml': JSON.stringify({services})});
    expect(tasks).toMatchObject({app: {ready: {health: {timeout}}}, web: {needs: ['app']}});
  });
});

describe('restart policies and completed containers', () => {
  const pace = {delay: '100ms', backoff: 2};
  const failure = {condition: 'failure', ...pace};

  test.each([
    [{}, {on_exit: 'ignore'}],
    [{restart: 'always'}, {restart: {attempts: 'unlimited', ...pace}}],
    [{restart: 'unless-stopped'}, {restart: {attempts: 'unlimited', ...pace}}],
    [{restart: 'on-failure'}, {on_exit: 'ignore', restart: {attempts: 'unlimited', ...failure}}],
    [{restart: 'on-failure:3'}, {on_exit: 'ignore', restart: {attempts: 3, ...failure}}],
    [{deploy: {restart_policy: {condition: 'any'}}}, {restart: {attempts: 'unlimited', ...pace}}],
    [
      {deploy: {restart_policy: {condition: 'on-failure', max_attempts: 2}}},
      {on_exit: 'ignore', restart: {attempts: 2, ...failure}},
    ],
  ])('the restart policy becomes a task policy: %j', async (service, expected) => {
    const {tasks, leftOut} = await drafted(composeFile(service));
    expect(tasks).toEqual({app: {container: {image: 'app:1', ...expected}}});
    expect(leftOut).toEqual([]);
  });

  test.each([
    [{}, {}, []],
    [{restart: 'on-failure:2'}, {retry: {attempts: 3, delay: '100ms'}}, []],
    [
      {restart: 'on-failure'},
      {retry: {attempts: 100, delay: '100ms'}},
      ['the unlimited attempts of `restart`: limited to 100'],
    ],
    [
      {restart: 'always'},
      {retry: {attempts: 100, delay: '100ms'}},
      [
        '`restart`: other services wait for its completion, so it is retried only if it fails',
        'the unlimited attempts of `restart`: limited to 100',
      ],
    ],
  ])(
    'a service whose completion others wait for becomes a task that ends: %j',
    async (service, keys, reports) => {
      const base = {image: 'app:1', network_mode: 'bridge'};
      const web = {...base, depends_on: {app: {condition: 'service_completed_successfully'}}};
      const services = {app: {...base, ...service}, web};
      const {tasks, leftOut} = await drafted({'compose.yaml': JSON.stringify({services})});
      expect(tasks).toEqual({
        app: {container: {image: 'app:1', ends: true}, ...keys},
        web: appTask({}, {needs: ['app']}),
      });
      expect(leftOut).toEqual(reports.map(what => `compose.yaml: service \`app\`: ${what}`));
    },
  );
});

test('variables in mounts become references in paths, and constants in volume names and options', async () => {
  const {tasks, leftOut} = await drafted({
    '.env': 'DATA=./data\nCACHE=fast\n',
    ...composeFile(
      {
        volumes: [
          '${DATA:-x}:/a',
          '${NAME:-stock}:/b:${MODE:-ro}',
          {type: 'volume', source: '${CACHE}', target: '/c'},
          '${UNSET}:/d',
        ],
      },
      {volumes: {stock: {}, fast: {}}},
    ),
  });
  const created = {bind: {create_host_path: true}};
  expect(tasks).toMatchObject({
    ...{stock: {volume: {name: 'shop_stock'}}, fast: {volume: {name: 'shop_fast'}}},
    app: {
      container: {
        volumes: [
          {type: 'bind', source: "${{ default(env.DATA, 'x') }}", target: '/a', ...created},
          'stock:/b:ro',
          'fast:/c',
          {type: 'bind', source: "${{ default(env.UNSET, '') }}", target: '/d', ...created},
        ],
      },
    },
  });
  const report = (what: string, of: string, value: string, name: string): string =>
    `compose.yaml: service \`app\`: ${what} of \`${of}\`: fixed to \`${value}\`, regardless of \`${name}\`, because it must be known before the run`;
  expect(leftOut).toEqual([
    report('the options', '${NAME:-stock}:/b:${MODE:-ro}', 'ro', 'MODE'),
    report('the volume', '${NAME:-stock}:/b:${MODE:-ro}', 'stock', 'NAME'),
    report('the volume', '${CACHE}:/c', 'fast', 'CACHE'),
  ]);
});

test('files that cannot be created in a read-only root are reported', async () => {
  const {tasks, leftOut} = await drafted(
    composeFile(
      {
        read_only: true,
        configs: [{source: 'conf', target: '/etc/x', mode: 256}],
        secrets: ['home', {source: 'home', target: '/etc/home'}],
      },
      {configs: {conf: {content: 'a'}}, secrets: {home: {environment: 'HOME'}}},
    ),
  );
  expect(tasks).toEqual({
    app: appTask({read_only: true, secrets: [{source: 'home', target: '/run/secrets/home'}]}),
  });
  const why =
    'with `read_only`, the engine cannot create this file, so Compose refuses to start; use a `file`';
  expect(leftOut).toEqual([
    `compose.yaml: service \`app\`: \`secrets.home\`: ${why}`,
    `compose.yaml: service \`app\`: \`configs.conf\`: ${why}`,
  ]);
});

test('variables in namespaces and conditions become constants from `.env` or their defaults', async () => {
  const {tasks, leftOut} = await drafted({
    '.env': 'MODE=none\n',
    'compose.yaml': `
services:
  db: {image: "app:1", network_mode: "\${MODE:-host}", ipc: "\${IPC:-private}", healthcheck: {test: [CMD, a]}}
  app: {image: "app:1", network_mode: bridge, depends_on: {db: {condition: "\${WAIT:-service_healthy}"}}}
`,
  });
  expect(tasks).toMatchObject({
    db: {container: {network_mode: 'none', ipc: 'private'}, ready: {health: {timeout: '120s'}}},
    app: {needs: ['db']},
  });
  expect(leftOut).toEqual(
    [
      ['db', 'network_mode', 'none', 'MODE'],
      ['db', 'ipc', 'private', 'IPC'],
      ['app', 'depends_on.db.condition', 'service_healthy', 'WAIT'],
    ].map(
      ([service, key, value, name]) =>
        `compose.yaml: service \`${service}\`: the variable of \`${key}\`: fixed to ${value}, regardless of \`${name}\`, because it must be known before the run`,
    ),
  );
});

test('a published port of 0 becomes a random port', async () => {
  const {tasks, leftOut} = await drafted(
    composeFile({ports: ['0:80', {target: 81, published: '0'}, '127.0.0.1:0:82']}),
  );
  expect(tasks).toMatchObject({app: {container: {ports: ['80', '81', '127.0.0.1::82']}}});
  expect(leftOut).toEqual([]);
});
