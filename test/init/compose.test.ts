import {describe, expect, test} from 'vitest';
import {composeFile, drafted} from './draft-rig.ts';

const IP = '${{ tasks.address.ip }}';
const address = {alias: {wait: '30s'}};

describe('keys of a service that are written alike', () => {
  test.each([
    [{command: 'npm run "two words"'}, {command: ['npm', 'run', 'two words']}],
    [{command: ['a', '$X', '$$Y']}, {command: ['a', "${{ env.X || '' }}", '$Y']}],
    [{command: null}, {}],
    [{entrypoint: 'sh -c'}, {entrypoint: ['sh', '-c']}],
    [{environment: {A: 1, B: true, C: null}}, {env: {A: '1', B: 'true', C: "${{ env.C || '' }}"}}],
    [{environment: ['A=x=y', 'B']}, {env: {A: 'x=y', B: "${{ env.B || '' }}"}}],
    [
      {user: 1000, working_dir: '/app', init: true},
      {user: '1000', workdir: '/app', init: true},
    ],
    [{labels: ['a=b', 'c']}, {labels: {a: 'b', c: ''}}],
    [
      {cap_add: ['NET_ADMIN'], cap_drop: ['ALL']},
      {cap_add: ['NET_ADMIN'], cap_drop: ['ALL']},
    ],
    [
      {read_only: true, security_opt: ['no-new-privileges']},
      {read_only: true, security_opt: ['no-new-privileges']},
    ],
    [
      {mem_limit: '512M', cpus: '1.5', pids_limit: 50},
      {memory: '512m', cpus: 1.5, pids_limit: 50},
    ],
    [{mem_limit: 1048576}, {memory: '1048576b'}],
    [{deploy: {resources: {limits: {memory: '1gb', cpus: 2}}}}, {memory: '1g', cpus: 2}],
    [{extra_hosts: {a: '10.0.0.1'}}, {extra_hosts: ['a:10.0.0.1']}],
    [{extra_hosts: ['a=10.0.0.1']}, {extra_hosts: ['a:10.0.0.1']}],
    [
      {stop_signal: 'INT', stop_grace_period: '1m30s'},
      {stop_signal: 'SIGINT', grace: '90s'},
    ],
    [
      {platform: 'linux/amd64', pull_policy: 'always'},
      {platform: 'linux/amd64', pull: 'always'},
    ],
    [{tmpfs: '/tmp'}, {tmpfs: ['/tmp']}],
    [{network_mode: 'none'}, {networks: []}],
    [{restart: 'no', container_name: 'x', expose: [80], 'x-mine': 1}, {}],
  ])('%j', async (service, expected) => {
    const {tasks, leftOut} = await drafted(composeFile(service));
    expect(tasks).toEqual({app: {container: {image: 'app:1', ...expected}}});
    expect(leftOut).toEqual([]);
  });
});

describe('variables', () => {
  test.each([
    ['$X', "${{ env.X || '' }}"],
    ['${X}', "${{ env.X || '' }}"],
    ['a${X:-d}b', "a${{ env.X || 'd' }}b"],
    ['${X-d}', "${{ env.X || 'd' }}"],
    ['${X:-http://h:1/}', "${{ env.X || 'http://h:1/' }}"],
    ['$$X $${Y}', '$X ${Y}'],
    ['$${{ x }}', '$${{ x }}'],
    ['5 $ and 6', '5 $ and 6'],
  ])('%s', async (text, expected) => {
    const {tasks, leftOut} = await drafted(composeFile({environment: {V: text}}));
    expect(tasks).toEqual({app: {container: {image: 'app:1', env: {V: expected}}}});
    expect(leftOut).toEqual([]);
  });

  test.each([
    ["${X:-it's}", "the part after the name in `${X:-it's}`"],
    ['${X:-${Y}}', 'the part after the name in `${X:-${Y}}`'],
    ['${X:+there}', 'the part after the name in `${X:+there}`'],
    ['${X:?say it}', 'the requirement that `X` is set'],
  ])('%s is not carried over as it is', async (text, what) => {
    const {tasks, leftOut} = await drafted(composeFile({environment: {V: text}}));
    expect(tasks).toEqual({app: {container: {image: 'app:1', env: {V: "${{ env.X || '' }}"}}}});
    expect(leftOut).toEqual([`compose.yaml: service \`app\`: ${what}`]);
  });

  test('what .env gives is reported to be missing', async () => {
    const {leftOut} = await drafted({...composeFile({environment: {V: '$X'}}), '.env': 'X=1'});
    expect(leftOut).toEqual(['.env: bottle does not read it; run `set -a; . ./.env` before `bottle run`']);
  });
});

describe('ports', () => {
  test.each([
    [['80'], ['80']],
    [[80], ['80']],
    [['8080:80'], [`${IP}:8080:80`]],
    [['8080:80/tcp'], [`${IP}:8080:80`]],
    [['127.0.0.1:8080:80'], [`${IP}:8080:80`]],
    [['0.0.0.0:8080:80'], [`${IP}:8080:80`]],
    [['[::1]:8080:80'], [`${IP}:8080:80`]],
    [['10.0.0.5:8080:80'], ['10.0.0.5:8080:80']],
    [['127.0.0.1::80'], ['127.0.0.1::80']],
    [['${P:-8080}:80'], [`${IP}:\${{ env.P || '8080' }}:80`]],
    [[{target: 80, published: '8080'}], [`${IP}:8080:80`]],
    [[{target: 80}], ['80']],
  ])('%j, and it is ready when that answers', async (ports, expected) => {
    const {tasks} = await drafted(composeFile({ports}));
    const app = {container: {image: 'app:1', ports: expected}, ready: {port: 80}};
    expect(tasks).toEqual(expected[0]?.includes(IP) ? {address, app} : {app});
  });

  test.each([
    [['53:53/udp'], [`${IP}:53:53/udp`]],
    [['8000-8001:80-81'], [`${IP}:8000:80`, `${IP}:8001:81`]],
    [['80-81'], ['80', '81']],
    [[{target: 53, published: 53, protocol: 'udp'}], [`${IP}:53:53/udp`]],
  ])('%j, where it is unknown which one matters', async (ports, expected) => {
    const {tasks} = await drafted(composeFile({ports}));
    const app = {container: {image: 'app:1', ports: expected}};
    expect(tasks).toEqual(expected[0]?.includes(IP) ? {address, app} : {app});
  });

  test.each([['8000-8002:80-81'], ['8000-8001:80'], ['1-1000'], ['a:b:c:d'], [{published: 80}]])(
    '%j is not carried over',
    async port => {
      const {tasks, leftOut} = await drafted(composeFile({ports: [port]}));
      expect(tasks).toMatchObject({app: {container: {image: 'app:1'}}});
      expect(leftOut).toEqual([`compose.yaml: service \`app\`: \`ports\`: ${JSON.stringify(port)}`]);
    },
  );
});

describe('mounts', () => {
  test.each([
    ['data:/data', 'shop_data:/data'],
    ['named:/data', 'other:/data'],
    ['outside:/data:ro', 'outside:/data:ro'],
    ['./there:/data:ro', './there:/data:ro'],
    ['./there:/data:rw,z', './there:/data'],
    ['/etc:/data', '/etc:/data'],
    ['~/x:/data', '${{ env.HOME }}/x:/data'],
    ['${D:-./there}:/data', "${{ env.D || './there' }}:/data"],
    ['/app/node_modules', 'shop_app_app_node_modules:/app/node_modules'],
    [{type: 'bind', source: './there', target: '/data', read_only: true}, './there:/data:ro'],
    [{type: 'volume', source: 'data', target: '/data'}, 'shop_data:/data'],
  ])('%j', async (volume, expected) => {
    const {tasks, leftOut} = await drafted({
      ...composeFile(
        {volumes: [volume]},
        {volumes: {data: null, named: {name: 'other'}, outside: {external: true}}},
      ),
      'there/file': '',
    });
    expect(tasks).toEqual({app: {container: {image: 'app:1', volumes: [expected]}}});
    expect(leftOut).toEqual([]);
  });

  test('in memory', async () => {
    const {tasks} = await drafted(composeFile({volumes: [{type: 'tmpfs', target: '/tmp'}]}));
    expect(tasks).toEqual({app: {container: {image: 'app:1', tmpfs: ['/tmp']}}});
  });

  test.each([
    ['./missing:/data', 'the mount of `./missing`, which does not exist'],
    ['a:b:c:d', '`volumes`: "a:b:c:d"'],
    [{type: 'npipe', source: 'a', target: 'b'}, '`volumes`: {"type":"npipe","source":"a","target":"b"}'],
  ])('%j is not carried over', async (volume, what) => {
    const {tasks, leftOut} = await drafted(composeFile({volumes: [volume]}));
    expect(tasks).toEqual({app: {container: {image: 'app:1'}}});
    expect(leftOut).toEqual([`compose.yaml: service \`app\`: ${what}`]);
  });

  test('files with environment, where they are there', async () => {
    const {tasks, leftOut} = await drafted({
      ...composeFile({env_file: ['a.env', {path: 'b.env', required: false}]}),
      'a.env': 'A=1',
    });
    expect(tasks).toEqual({app: {container: {image: 'app:1', env_file: ['a.env']}}});
    expect(leftOut).toEqual(['compose.yaml: service `app`: `b.env`, which does not exist']);
  });
});

describe('health checks', () => {
  test.each([
    [{test: 'true'}, {command: 'true'}],
    [{test: ['CMD-SHELL', 'pg_isready -U $$USER']}, {command: 'pg_isready -U $USER'}],
    [
      {test: ['CMD', 'redis-cli', 'ping'], interval: '1500ms'},
      {command: ['redis-cli', 'ping'], interval: '1500ms'},
    ],
    [
      {test: 'true', interval: '1m', timeout: '2s', retries: 5, start_period: '10s'},
      {command: 'true', interval: '60s', timeout: '2s', retries: 5, start_period: '10s'},
    ],
  ])('%j', async (healthcheck, expected) => {
    const {tasks} = await drafted(composeFile({healthcheck, ports: ['80']}));
    const container = {image: 'app:1', ports: ['80'], healthcheck: expected};
    expect(tasks).toEqual({app: {container, ready: {health: {}}}});
  });

  test.each([[{disable: true, test: 'true'}], [{test: ['NONE']}], [{}]])('%j is none', async healthcheck => {
    const {tasks} = await drafted(composeFile({healthcheck}));
    expect(tasks).toEqual({app: {container: {image: 'app:1'}}});
  });
});

describe('several services', () => {
  test('are in one network, and need each other', async () => {
    const {tasks, leftOut} = await drafted({
      'docker-compose.yml': `
services:
  web.site:
    build: {context: ./web, dockerfile: Dev, target: dev, args: {A: 1}, cache_from: [x]}
    image: shop/web:dev
    depends_on:
      db: {condition: service_healthy}
      seed: {condition: service_completed_successfully}
      unknown: {condition: service_started}
    container_name: shop
  db: {image: "postgres:16"}
  seed: {image: "seed:1", depends_on: [db], links: ["db:database"]}
`,
      'web/Dev': 'FROM x',
    });
    expect(tasks).toEqual({
      network: {network: {}},
      'web-site-image': {
        image: {build: './web', dockerfile: 'Dev', target: 'dev', args: {A: '1'}, tag: 'shop/web:dev'},
      },
      'web-site': {
        needs: ['db', 'seed'],
        container: {
          image: '${{ tasks.web-site-image.ref }}',
          networks: [{network: 'network', aliases: ['web.site', 'shop']}],
        },
      },
      db: {container: {image: 'postgres:16', networks: ['network']}, ready: {health: {}}},
      seed: {needs: ['db'], container: {image: 'seed:1', networks: ['network'], on_exit: 'ignore'}},
    });
    expect(leftOut).toEqual([
      'docker-compose.yml: service `web.site`: `build.cache_from`',
      'docker-compose.yml: service `web.site`: waiting for `seed` to complete (it waits for its start instead; only a `run` task completes)',
    ]);
  });

  test('have the networks that they name', async () => {
    const {tasks, leftOut} = await drafted({
      'compose.yml': `
services:
  a: {image: "a:1", networks: {inside: {aliases: [x], ipv4_address: 172.30.0.5}, outside: }}
  b: {image: "b:1", networks: [inside]}
networks:
  inside: {internal: true, ipam: {config: [{subnet: 172.30.0.0/24, gateway: 172.30.0.1}]}, labels: [a=b]}
  outside: {external: true}
  unused: {}
`,
    });
    expect(tasks).toEqual({
      inside: {
        network: {internal: true, subnet: '172.30.0.0/24', gateway: '172.30.0.1', labels: {a: 'b'}},
      },
      outside: {network: {}},
      a: {
        container: {
          image: 'a:1',
          networks: [{network: 'inside', aliases: ['x'], ip: '172.30.0.5'}, 'outside'],
        },
      },
      b: {container: {image: 'b:1', networks: ['inside']}},
    });
    expect(leftOut).toEqual(['compose.yml: `external` of network `outside`']);
  });

  test('that are not carried over are reported', async () => {
    const {tasks, leftOut} = await drafted({
      'compose.yaml': `
services:
  app: {image: "app:1", privileged: true, restart: always, depends_on: [tool]}
  tool: {image: "tool:1", profiles: [debug]}
  none: {command: x}
  far: {build: "https://example.org/x.git"}
  gone: {build: ./gone}
secrets: {}
x-mine: {}
`,
    });
    expect(tasks).toEqual({app: {container: {image: 'app:1'}}});
    expect(leftOut).toEqual([
      'compose.yaml: `secrets`',
      'compose.yaml: service `tool`, which starts only with its profile',
      ...['none', 'far', 'gone'].map(
        name =>
          `compose.yaml: service \`${name}\`, which has neither \`image\` nor a \`build\` from a folder with a Dockerfile`,
      ),
      'compose.yaml: service `app`: `privileged`',
      'compose.yaml: service `app`: `restart`',
    ]);
  });

  test('what is built from what is not there is pulled, where it has a name', async () => {
    const {tasks, leftOut} = await drafted(composeFile({build: './gone'}));
    expect(tasks).toEqual({app: {container: {image: 'app:1'}}});
    expect(leftOut).toEqual([
      'compose.yaml: service `app`: `build` with `gone/Dockerfile`, which does not exist',
    ]);
  });

  test('what Compose leaves open is silenced, and said', async () => {
    const {text, doubts} = await drafted({
      'compose.yaml': `
services:
  cache: {image: redis}
  db: {image: "postgres:latest"}
  app: {image: "app:1", depends_on: {cache: {condition: service_started}, db: {condition: service_healthy}}}
`,
    });
    expect(text).toContain(`
  # bottle: ignore no-ready (add a readiness probe)
  cache:
    # bottle: ignore floating-tag (pin the version)
    container: {image: redis, networks: [network]}
`);
    expect(text).toContain(`
    # bottle: ignore no-healthcheck (the image must have a health check)
    ready: {health: {}}
`);
    expect(doubts.map(doubt => doubt.split(/[,;]/)[0])).toEqual([
      'task `app` needs `cache`',
      'image `redis` has no tag',
      'image `postgres:latest` has the tag `latest`',
      'task `db` has no `healthcheck`',
    ]);
  });

  test('a comment in the file says so too', async () => {
    const {text} = await drafted(composeFile({privileged: true}));
    expect(text).toContain('  # Not carried over:\n  # - `privileged`\n  app:\n');
  });

  test('anchors and merges are followed', async () => {
    const {tasks} = await drafted({
      'compose.yaml': 'x-env: &e {A: 1}\nservices: {app: {image: "app:1", environment: {<<: *e, B: 2}}}',
    });
    expect(tasks).toEqual({app: {container: {image: 'app:1', env: {A: '1', B: '2'}}}});
  });
});
