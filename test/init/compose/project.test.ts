import {describe, expect, test} from 'vitest';
import {appTask, drafted} from '../draft-rig.ts';

const bridge = 'network_mode: bridge';

describe('predefined variables of Compose', () => {
  test('COMPOSE_PROJECT_NAME in .env takes precedence over `name` in the file, and has a default', async () => {
    const compose = `
name: other
services:
  app:
    image: app:1
    ${bridge}
    volumes: [data:/data]
    labels: {a: "\${COMPOSE_PROJECT_NAME}_x", b: "$COMPOSE_PROJECT_NAME-\${COMPOSE_PROJECT_NAME:?x}", c: "$$COMPOSE_PROJECT_NAME"}
volumes: {data: }
`;
    const value = (name: string): string => `\${{ default(env.COMPOSE_PROJECT_NAME, '${name}') }}`;
    const labels = (name: string) => ({
      a: `${value(name)}_x`,
      b: `${value(name)}-${value(name)}`,
      c: '$COMPOSE_PROJECT_NAME',
    });
    const named = await drafted({'compose.yaml': compose, '.env': 'COMPOSE_PROJECT_NAME=My-Shop'});
    expect(named.tasks).toMatchObject({
      data: {volume: {name: 'my-shop_data'}},
      app: {container: {labels: labels('my-shop')}},
    });
    const unnamed = await drafted({'compose.yaml': compose});
    expect(unnamed.tasks).toMatchObject({
      data: {volume: {name: 'other_data'}},
      app: {container: {labels: labels('other')}},
    });
  });

  test.each([
    ['debug, x', {profile_debug: true, profile_more: false}],
    ['*', {profile_debug: true, profile_more: true}],
  ])('COMPOSE_PROFILES=%s in .env activates profiles', async (listed, expected) => {
    const {vars} = await drafted({
      '.env': `COMPOSE_PROFILES=${listed}`,
      'compose.yaml': `
services:
  app: {image: "app:1", ${bridge}, profiles: [debug]}
  tool: {image: "app:1", ${bridge}, profiles: [more]}
`,
    });
    expect(vars).toEqual(expected);
  });
});

describe('override files', () => {
  test('are merged in the same way as by Compose', async () => {
    const {tasks, leftOut} = await drafted({
      'compose.yaml': `
services:
  app:
    image: app:1
    ${bridge}
    command: [a, b]
    environment: {A: "1", B: "2"}
    ports: ["80"]
    dns: 9.9.9.9
    volumes: ["./one:/data", "./one:/other"]
    labels: {keep: x, drop: y}
    healthcheck: {test: [CMD, a], interval: 5s}
`,
      'compose.override.yaml': `
services:
  app:
    command: c
    environment: [B=3, C=4]
    ports: ["81"]
    dns: [1.1.1.1]
    volumes: ["./two:/data:ro"]
    labels: {drop: !reset null}
    healthcheck: {test: b}
  more: {image: "app:1", ${bridge}}
`,
      ...{'one/x': '', 'two/x': ''},
    });
    expect(tasks).toEqual({
      app: appTask({
        command: ['c'],
        env: {A: '1', B: '3', C: '4'},
        ports: ['80', '81'],
        dns: ['9.9.9.9', '1.1.1.1'],
        volumes: ['./two:/data:ro', './one:/other'],
        labels: {keep: 'x'},
        healthcheck: {command: 'b', interval: '5s', timeout: '30s', retries: 3},
      }),
      more: appTask({}),
    });
    expect(leftOut).toEqual([]);
  });

  test('replace keys with `!override` and remove them with `!reset`', async () => {
    const {tasks} = await drafted({
      'compose.yaml': `services: {app: {image: "app:1", ${bridge}, dns: [9.9.9.9], dns_opt: [a], dns_search: [a]}}`,
      'compose.override.yml':
        'services: {app: {dns: !override [1.1.1.1], dns_opt: !reset [], dns_search: [b]}}',
    });
    expect(tasks).toEqual({app: appTask({dns: ['1.1.1.1'], dns_search: ['a', 'b']})});
  });

  test('can be named by COMPOSE_FILE in .env', async () => {
    const {tasks} = await drafted({
      '.env': 'COMPOSE_FILE=a.yml:b.yml',
      'a.yml': `services: {app: {image: "app:0", ${bridge}}}`,
      'b.yml': 'services: {app: {image: "app:1"}}',
      'compose.yaml': 'services: {other: {image: "app:1"}}',
    });
    expect(tasks).toEqual({app: appTask({})});
  });

  test('may contain only comments', async () => {
    const {tasks} = await drafted({
      'compose.yaml': `services: {app: {image: "app:1", ${bridge}}}`,
      'compose.override.yaml': '# add your own services here\n',
    });
    expect(tasks).toEqual({app: appTask({})});
  });

  test('are reported if they are not merged', async () => {
    const {leftOut} = await drafted({
      'compose.yaml': 'services: {app: {image: "app:1"}}',
      'compose.prod.yaml': 'services: {}',
    });
    expect(leftOut).toEqual([
      'compose.prod.yaml: not read, because Compose does not read it by default; use `bottle init --from`',
    ]);
  });
});

describe('extends', () => {
  test('supports services of the same file, and of other files with their paths', async () => {
    const {tasks} = await drafted({
      'compose.yaml': `
services:
  base: {image: "app:1", ${bridge}, environment: {A: "1"}}
  app: {extends: {service: base}, environment: {B: "2"}}
  web: {extends: {file: sub/other.yaml, service: web}, depends_on: [app]}
`,
      'sub/other.yaml': `
services:
  common: {image: "app:1", ${bridge}, env_file: web.env, volumes: ["./data:/data"]}
  web: {extends: common, command: [x]}
`,
      ...{'sub/web.env': 'A=1', 'sub/data/x': ''},
    });
    expect(tasks).toEqual({
      base: appTask({env: {A: '1'}}),
      app: appTask({env: {A: '1', B: '2'}}),
      web: appTask(
        {command: ['x'], env_file: ['./sub/web.env'], volumes: ['./sub/data:/data']},
        {needs: [{task: 'app', condition: 'started'}]},
      ),
    });
  });

  test.each([
    ['{a: {extends: {service: b}}, b: {extends: a}}', 'service `b` extends itself'],
    ['{a: {extends: b}}', 'service `a` extends `b`, which is not in `compose.yaml`'],
    [
      '{a: {extends: {file: x.yaml, service: b}}}',
      'service `a` extends a service of `x.yaml`, which does not exist',
    ],
  ])('reports an error for %s', async (services, message) => {
    await expect(drafted({'compose.yaml': `services: ${services}`})).rejects.toThrow(message);
  });
});

describe('include', () => {
  test('adds resources of other files with their paths', async () => {
    const {tasks, leftOut} = await drafted({
      'compose.yaml': `
include:
  - sub/compose.yaml
  - {path: [one.yaml, two.yaml], project_directory: other}
services: {app: {image: "app:1", ${bridge}}}
`,
      'sub/compose.yaml': `services: {web: {image: "app:1", ${bridge}, env_file: web.env}}`,
      'one.yaml': `services: {job: {image: "app:0", ${bridge}, volumes: ["./data:/data"]}}`,
      'two.yaml': 'services: {job: {image: "app:1"}}',
      ...{'sub/web.env': '', 'sub/.env': 'A=1', 'other/data/x': ''},
    });
    expect(tasks).toEqual({
      web: appTask({env_file: ['./sub/web.env']}),
      job: appTask({volumes: ['./other/data:/data']}),
      app: appTask({}),
    });
    expect(leftOut).toEqual([
      '`include` of `sub/compose.yaml`: its own `.env` is not read; variables come from the environment of bottle',
    ]);
  });

  test.each([
    ['[compose.yaml]', 'forms a cycle'],
    ['[gone.yaml]', 'which does not exist'],
    ['["oci://x/y"]', 'which is not a file'],
    ['[clash.yaml]', '`services.app` is defined twice'],
  ])('reports an error for %s', async (include, message) => {
    const files = {
      'compose.yaml': `{include: ${include}, services: {app: {image: "app:1"}}}`,
      'clash.yaml': 'services: {app: {image: "app:2"}}',
    };
    await expect(drafted(files)).rejects.toThrow(message);
  });
});

test('a service with profiles starts only with one of them', async () => {
  const {tasks, vars, profiles, leftOut} = await drafted({
    'compose.yaml': `
services:
  tool: {image: "app:1", ${bridge}, profiles: [debug, front-end]}
  app: {image: "app:1", ${bridge}, depends_on: {tool: {condition: service_started}}}
  free: {image: "app:1", ${bridge}, depends_on: {tool: {condition: service_started, required: false}}}
`,
  });
  expect(vars).toEqual({profile_debug: false, 'profile_front-end': false});
  expect(profiles).toEqual({
    debug: {vars: {profile_debug: true}},
    'front-end': {vars: {'profile_front-end': true}},
  });
  expect(tasks).toEqual({
    tool: appTask({}, {if: '${{ vars.profile_debug || vars.profile_front-end }}'}),
    app: appTask({}, {needs: [{task: 'tool', condition: 'started'}]}),
    free: appTask({}, {needs: [{task: 'tool', condition: 'started'}]}),
  });
  expect(leftOut).toEqual([
    'compose.yaml: service `app`: the need for `tool`: without the profile `debug`, `front-end`, this task starts without it, but Compose would reject the file',
    'compose.yaml: service `free`: `depends_on.tool.required`: this task does not start if `tool` fails',
  ]);
});

test('variables in profile names have their values from .env, or their defaults', async () => {
  const {tasks, vars, profiles, leftOut} = await drafted({
    '.env': 'STAGE=dev\nCOMPOSE_PROFILES=dev',
    'compose.yaml': `
services:
  one: {image: "app:1", ${bridge}, profiles: ["\${STAGE}", "\${KIND:-tool}", fixed]}
`,
  });
  expect(tasks).toEqual({
    one: appTask({}, {if: '${{ vars.profile_dev || vars.profile_tool || vars.profile_fixed }}'}),
  });
  expect(vars).toEqual({profile_dev: true, profile_tool: false, profile_fixed: false});
  expect(Object.keys(profiles ?? {})).toEqual(['dev', 'tool', 'fixed']);
  expect(leftOut).toEqual([
    'compose.yaml: service `one`: `profiles`: `${STAGE}` becomes `dev` (from `.env` or its default), and later changes to the variable have no effect',
    'compose.yaml: service `one`: `profiles`: `${KIND:-tool}` becomes `tool` (from `.env` or its default), and later changes to the variable have no effect',
  ]);
});

test.each([
  ['', true],
  ['COMPOSE_PROFILES=x', false],
  ['COMPOSE_PROFILES=*', true],
])('a service with an empty profile starts if no profile is named, with `%s` in .env', async (env, isOn) => {
  const {tasks, vars, profiles, leftOut} = await drafted({
    '.env': env,
    'compose.yaml': `
services:
  one: {image: "app:1", ${bridge}, profiles: ["\${P}"]}
  two: {image: "app:1", ${bridge}, profiles: [x, ""]}
  app: {image: "app:1", ${bridge}, depends_on: [one]}
`,
  });
  expect(tasks).toMatchObject({
    one: {if: '${{ vars.no_profile }}'},
    two: {if: '${{ vars.profile_x || vars.no_profile }}'},
  });
  expect(vars).toEqual({no_profile: isOn, profile_x: env !== ''});
  expect(profiles).toEqual({x: {vars: {profile_x: true, no_profile: false}}});
  expect(leftOut).toEqual([
    'compose.yaml: service `one`: `profiles`: `${P}` becomes empty (from `.env` or its default), and later changes to the variable have no effect; the service starts only if no profile is named',
  ]);
});

test('`$$` in a profile name becomes a dollar sign', async () => {
  const {tasks, profiles, leftOut} = await drafted({
    'compose.yaml': `services: {app: {image: "app:1", ${bridge}, profiles: ["a$$b"]}}`,
  });
  expect(tasks).toEqual({app: appTask({}, {if: '${{ vars.profile_a_b }}'})});
  expect(profiles).toEqual({a$b: {vars: {profile_a_b: true}}});
  expect(leftOut).toEqual([]);
});
