import {describe, expect, test} from 'vitest';
import {appTask, composeFile, drafted} from '../draft-rig.ts';

const IP = '${{ tasks.address.ip }}';
const address = {alias: {wait: '30s'}};

describe('keys of a service with the same form in Compose', () => {
  test.each([
    [{command: 'npm run "two words"'}, {command: ['npm', 'run', 'two words']}],
    [{command: ['a', '$X', '$$Y']}, {command: ['a', "${{ default(env.X, '') }}", '$Y']}],
    [{command: null}, {}],
    [{entrypoint: 'sh -c'}, {entrypoint: ['sh', '-c']}],
    [{environment: ['A=x=y']}, {env: {A: 'x=y'}}],
    [
      {user: 1000, working_dir: '/app'},
      {user: '1000', workdir: '/app'},
    ],
    [{labels: ['a=b', 'c']}, {labels: {a: 'b', c: ''}}],
    [
      {mem_limit: '512M', cpus: '1.5'},
      {memory: '512m', cpus: 1.5},
    ],
    [{mem_limit: 1048576}, {memory: '1048576b'}],
    [{mem_limit: '1.5TB'}, {memory: '1536g'}],
    [{extra_hosts: {a: '10.0.0.1'}}, {extra_hosts: ['a:10.0.0.1']}],
    [{extra_hosts: ['a=10.0.0.1']}, {extra_hosts: ['a:10.0.0.1']}],
    [{extra_hosts: ['a=[::1]', 'b:[::2]', 'c:::3']}, {extra_hosts: ['a:::1', 'b:::2', 'c:::3']}],
    [{extra_hosts: {a: ['[::1]', '10.0.0.1']}}, {extra_hosts: ['a:::1', 'a:10.0.0.1']}],
    [{extra_hosts: ['${A:-a}:10.0.0.1']}, {extra_hosts: ["${{ default(env.A, 'a') }}:10.0.0.1"]}],
    [
      {stop_signal: 'INT', stop_grace_period: '1m30s'},
      {stop_signal: 'SIGINT', grace: '90s'},
    ],
    [{pull_policy: 'always'}, {pull: 'always'}],
    [{pull_policy: 'if_not_present'}, {pull: 'missing'}],
    [{restart: 'no', expose: [80], 'x-mine': 1}, {expose: ['80']}],
    [
      {ulimits: {nproc: 65535, nofile: {soft: 1, hard: 2}}},
      {ulimits: {nproc: 65535, nofile: {soft: 1, hard: 2}}},
    ],
    [{gpus: 'all'}, {gpus: 'all'}],
    [{gpus: [{count: -1}]}, {gpus: [{count: 'all'}]}],
    [{cpu_period: '50ms'}, {cpu_period: 50_000}],
    [
      {init: 'true', tty: false},
      {init: true, tty: false},
    ],
  ])('are kept: %j', async (service, expected) => {
    const {tasks, leftOut} = await drafted(composeFile(service));
    expect(tasks).toEqual({app: appTask(expected)});
    expect(leftOut).toEqual([]);
  });

  test('take precedence over keys of `deploy`', async () => {
    const limits = {memory: '1gb', cpus: 2, pids: 5};
    const {tasks} = await drafted(composeFile({mem_limit: '2g', deploy: {resources: {limits}}}));
    expect(tasks).toEqual({app: appTask({memory: '2g', cpus: 2, pids_limit: 5})});
  });
});

describe('variables', () => {
  test.each([
    ['$X', "${{ default(env.X, '') }}"],
    ['${X}', "${{ default(env.X, '') }}"],
    ['a${X:-d}b', "a${{ default(env.X, 'd') }}b"],
    ['${X-d}', "${{ default_unset(env.X, 'd') }}"],
    ['${X:+d}', "${{ alternative(env.X, 'd') }}"],
    ['${X+d}', "${{ alternative_set(env.X, 'd') }}"],
    ['${HOME:?say it}', "${{ required(env.HOME, 'say it') }}"],
    ['${HOME?}', "${{ required_set(env.HOME, '') }}"],
    ['${X:-http://h:1/}', "${{ default(env.X, 'http://h:1/') }}"],
    ["${X:-it's}", "${{ default(env.X, 'it''s') }}"],
    ['${X:-${Y}}', "${{ default(env.X, default(env.Y, '')) }}"],
    ['${X:-a${Y-b}c}', "${{ default(env.X, concat('a', default_unset(env.Y, 'b'), 'c')) }}"],
    ['${X:-{"a": 1}}', `\${{ default(env.X, '{"a": 1}') }}`],
    ['$$X $${Y}', '$X ${Y}'],
    ['$${{ x }}', '$${{ x }}'],
    ['5 $ and 6', '5 $ and 6'],
  ])('become references: %s', async (text, expected) => {
    const {tasks, leftOut} = await drafted(composeFile({environment: {V: text}}));
    expect(tasks).toEqual({app: appTask({env: {V: expected}})});
    expect(leftOut).toEqual([]);
  });

  test.each([
    [{mem_limit: '${M:-4G}'}, {memory: "${{ default(env.M, '4G') }}"}],
    [{cpus: '${C:-2}'}, {cpus: "${{ default(env.C, '2') }}"}],
    [{shm_size: '$S'}, {shm_size: "${{ default(env.S, '') }}"}],
    [{pids_limit: '${P:-9}'}, {pids_limit: "${{ default(env.P, '9') }}"}],
  ])('are kept in limits: %j', async (service, expected) => {
    const {tasks, leftOut} = await drafted(composeFile(service));
    expect(tasks).toEqual({app: appTask(expected)});
    expect(leftOut).toEqual([]);
  });

  test.each([
    [{stop_grace_period: '${G:-5s}'}, {grace: '5s'}, 'stop_grace_period', '5s', 'G'],
    [{privileged: '${P:-true}'}, {privileged: true}, 'privileged', 'true', 'P'],
    [{stop_grace_period: '${K}'}, {grace: '7s'}, 'stop_grace_period', '7s', 'K'],
  ])(
    'become constants if the value is needed before the run: %j',
    async (service, expected, key, value, name) => {
      const {tasks, leftOut} = await drafted({...composeFile(service), '.env': 'K=7s'});
      expect(tasks).toEqual({app: appTask(expected)});
      expect(leftOut).toEqual([
        `compose.yaml: service \`app\`: the variable of \`${key}\`: fixed to ${value}, regardless of \`${name}\`, because it must be known before the run`,
      ]);
    },
  );

  test('come from .env if the launch file reads it', async () => {
    const {dotenv, leftOut} = await drafted({...composeFile({environment: {V: '$X'}}), '.env': 'X=1'});
    expect(dotenv).toBe(true);
    expect(leftOut).toEqual([]);
  });

  test('become constants in a command if they are several arguments or none', async () => {
    const {tasks, leftOut} = await drafted(composeFile({command: 'a ${X:-b c} "$Y" $Z'}));
    expect(tasks).toEqual({app: appTask({command: ['a', 'b', 'c', '']})});
    expect(leftOut).toEqual([
      'compose.yaml: service `app`: the variables of `command`: `X`, `Y`, `Z` may expand to zero or several arguments, so the value in `.env` or the default is used',
    ]);
  });

  test('can be passed through without a value', async () => {
    const {tasks, leftOut} = await drafted(composeFile({environment: {A: 1, B: null}}));
    expect(tasks).toEqual({app: appTask({env: {A: '1', B: "${{ default(env.B, '') }}"}})});
    expect(leftOut).toEqual([
      'compose.yaml: service `app`: `environment.B`: empty instead of unset if the variable is not set',
    ]);
  });
});

describe('commands', () => {
  test.each([
    ['sh -c "echo \\"hi\\" \\n x"', ['sh', '-c', 'echo "hi" \n x']],
    ['a \'b\\n\' "" c', ['a', 'b\\n', '', 'c']],
    ['${X:-a}b "$$Y"', ["${{ default(env.X, 'a') }}b", '$Y']],
  ])('become lists: %s', async (command, expected) => {
    const {tasks, leftOut} = await drafted(composeFile({command}));
    expect(tasks).toEqual({app: appTask({command: expected})});
    expect(leftOut).toEqual([]);
  });

  test('are reported if Compose drops them', async () => {
    const {tasks, leftOut} = await drafted(composeFile({command: 'npm ci && npm start'}));
    expect(tasks).toEqual({app: appTask({command: ['npm', 'ci']})});
    expect(leftOut).toEqual([
      'compose.yaml: service `app`: `&& npm start` in `command`: Compose runs no shell and drops it as well; to run it, write `sh -c` before the command',
    ]);
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
    [['${P:-8080}:80'], [`${IP}:\${{ default(env.P, '8080') }}:80`]],
    [[{target: 80, published: '8080'}], [`${IP}:8080:80`]],
    [[{target: 80}], ['80']],
    [['53:53/udp'], [`${IP}:53:53/udp`]],
    [['8000-8001:80-81'], [`${IP}:8000-8001:80-81`]],
    [['8000-8009:80'], [`${IP}:8000-8009:80`]],
    [['80-81'], ['80-81']],
    [[{target: 53, published: 53, protocol: 'udp'}], [`${IP}:53:53/udp`]],
    [['7000-7001/sctp'], ['7000-7001/sctp']],
  ])('become published ports: %j', async (ports, expected) => {
    const {tasks, leftOut} = await drafted(composeFile({ports}));
    const app = appTask({ports: expected});
    expect(tasks).toEqual(expected[0]?.includes(IP) ? {address, app} : {app});
    expect(leftOut).toEqual([]);
  });

  test.each([['8000-8002:80-81'], ['81-80'], ['a:b:c:d'], ['9:9/dccp'], [{published: 80}]])(
    'are not carried over: %j',
    async port => {
      const {tasks, leftOut} = await drafted(composeFile({ports: [port]}));
      expect(tasks).toEqual({app: appTask({})});
      const shown = typeof port === 'string' ? port : JSON.stringify(port);
      expect(leftOut).toEqual([
        `compose.yaml: service \`app\`: \`ports[0]: ${shown}\`: bottle has no equivalent for this value`,
      ]);
    },
  );
});

test.each([
  [
    {selinux: 'z', recursive: 'disabled'},
    {recursive: 'disabled'},
    'selinux`: with `recursive`, Compose sets no',
  ],
  [{selinux: 'z', recursive: 'enabled'}, {recursive: 'enabled', selinux: 'z'}, undefined],
  [{recursive: 'readonly'}, {}, 'recursive`: Docker refuses `readonly` without `read_only`'],
  [{propagation: 'all'}, {}, 'propagation: all`: bottle has no equivalent for this value'],
])('mount options %j pass `check`', async (bind, expected, report) => {
  const mount = {type: 'bind', source: './there', target: '/x', bind: {...bind, create_host_path: false}};
  const {tasks, leftOut} = await drafted({...composeFile({volumes: [mount]}), there: ''});
  const short = Object.keys(expected).length === 0;
  const volume = short ? './there:/x' : {type: 'bind', source: './there', target: '/x', bind: expected};
  expect(tasks).toEqual({app: appTask({volumes: [volume]})});
  expect(leftOut).toEqual(report === undefined ? [] : [expect.stringContaining(report)]);
});
