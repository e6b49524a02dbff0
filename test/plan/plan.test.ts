import {describe, expect, test} from 'vitest';
import {plan, type PlanOptions} from '../../src/plan/plan.ts';
import {select} from '../../src/plan/select.ts';
import {type SelectionRequest} from '../../src/plan/selection.ts';
import type {LaunchFile} from '../../src/model/launch-file.ts';
import type {Plan, PlanTask} from '../../src/schema/plan.ts';
import {taskDetails} from '../../src/cli/views/plan/task-text.ts';
import {launchOf} from './launch-of.ts';

const sandbox = launchOf(
  `
  address: {alias: {wait: 5s}}
  ca: {certificate: {ca: true, common_name: sandbox}}
  inside: {network: {internal: true}}
  bundle:
    description: guards the network
    container:
      image: bundle
      networks: [inside]
      ports: ["\${{ tasks.address.ip }}::8888"]
      volumes: ["\${{ tasks.ca.cert }}:/etc/ca.pem:ro"]
    env: {TOKEN: "\${{ secrets.TOKEN }}"}
    ready: [{port: 8888}, {log: up, timeout: 20s}]
  home: {needs: [bundle], exec: {in: bundle, command: "mkdir \${{ vars.user }}"}, retry: {attempts: 3}}
  web: {serve: [web, "\${{ tasks.bundle.ports.8888 }}"], ready: {http: "http://\${{ tasks.address.ip }}/up"}}
`,
  `
name: sandbox
vars: {user: me}
secrets: {TOKEN: {env: SECRET_TOKEN}}
env: {NAME: "\${{ run.name }} \${{ run.id }}"}`,
);

describe('a plan', () => {
  test('shows liveness probes with their interval and resolved references', () => {
    const launch = launchOf(
      `
  a: {serve: a, ready: {port: 80}}
  b:
    serve: b
    ready: {port: 81}
    liveness:
      - {http: "http://127.0.0.1:\${{ vars.port }}/"}
      - {port: 81, interval: 2s, failures: 1}
`,
      'vars: {port: "81"}',
    );
    const [a, b] = planOf(launch).tasks;
    expect(a).not.toHaveProperty('liveness');
    expect(b?.liveness).toEqual([
      {probe: 'http http://127.0.0.1:81/', intervalMs: 10_000, failures: 3},
      {probe: 'port 81', intervalMs: 2_000, failures: 1},
    ]);
    expect(b?.values).toEqual([]);
    expect(taskDetails(b as PlanTask).filter(({label}) => label === 'checks')).toEqual([
      {
        label: 'checks',
        text: 'http http://127.0.0.1:81/ every 10 s; stopped after it failed 3 times in a row',
      },
      {label: 'checks', text: 'port 81 every 2 s; stopped after it failed once'},
    ]);
  });

  test('shows watched files, and that the run then does not end on its own', () => {
    const launch = launchOf(
      `
  gen: {run: gen, sources: [in, "\${{ vars.more }}"], generates: [out]}
  test: {run: test, watch: [src, "!src/*.md"]}
  image: {image: {build: app, dockerfile: ../Dockerfile}}
  shell: {run: sh, interactive: true}
`,
      'vars: {more: in2}',
    );
    const watches = (watch: 'declared' | 'all') =>
      planOf(launch, {}, {watch}).tasks.map(task => [task.task, task.watches]);
    expect(watches('declared')).toEqual([
      ['gen', undefined],
      ['test', ['src', '!src/*.md']],
      ['image', undefined],
      ['shell', undefined],
    ]);
    expect(watches('all')).toEqual([
      ['gen', ['in', 'in2']],
      ['test', ['src', '!src/*.md']],
      ['image', ['app', 'app/../Dockerfile']],
      ['shell', undefined],
    ]);
    const only = launchOf('\n  test: {run: test, watch: [src]}');
    expect(planOf(only).ends).toEqual({why: 'interrupted', tasks: []});
    expect(planOf(only, {}, {watch: 'none'}).ends).toEqual({why: 'all-done', tasks: []});
  });

  test('describes the whole launch', () => {
    const {tasks, ...whole} = planOf(sandbox);
    expect(whole).toEqual({
      version: 2,
      name: 'sandbox',
      file: '/work/bottle.yaml',
      jobs: 64,
      keepGoing: false,
      ends: {why: 'interrupted', tasks: ['bundle', 'web']},
      env: {NAME: 'sandbox ‹run.id›'},
      outputEnv: [],
      waves: [['address', 'ca', 'inside'], ['bundle'], ['home', 'web']],
      teardown: [['web'], ['bundle'], ['address', 'ca', 'inside']],
      worstCase: {chain: ['address', 'bundle', 'web'], ms: 65_000, unbounded: ['inside', 'bundle', 'home']},
    });
    expect(tasks.map(({task, wave}) => `${wave} ${task}`)).toEqual([
      ...['1 address', '1 ca', '1 inside', '2 bundle', '3 home', '3 web'],
    ]);
  });

  test('describes what a task does, why it is in its wave, and what it waits for', () => {
    expect(taskOf(planOf(sandbox), 'bundle')).toEqual({
      task: 'bundle',
      kind: 'container',
      ahead: 'pull bundle',
      wave: 2,
      summary: 'run a container of bundle',
      description: 'guards the network',
      decision: 'run',
      needs: [
        {task: 'inside', condition: 'ready', origin: 'key', text: 'networks', key: 'container.networks[0]'},
        {
          task: 'address',
          condition: 'ready',
          origin: 'reference',
          text: '${{ tasks.address.ip }}',
          key: 'container.ports[0]',
        },
        {
          task: 'ca',
          condition: 'ready',
          origin: 'reference',
          text: '${{ tasks.ca.cert }}',
          key: 'container.volumes[0]',
        },
      ],
      neededBy: ['home', 'web'],
      values: [
        {key: 'container.ports[0]', value: '‹after address›::8888'},
        {key: 'container.volumes[0]', value: '‹after ca›:/etc/ca.pem:ro'},
        {key: 'env.TOKEN', value: '‹secret TOKEN›'},
      ],
      ready: [
        {probe: 'port 8888', timeoutMs: 30_000},
        {probe: 'a log line matching /up/', timeoutMs: 20_000},
      ],
      lifetime: 'service',
      allowFailure: false,
      attempts: 1,
      bound: {ms: 30_000, complete: false},
    });
  });

  test.each([
    ['home', 'run mkdir me in bundle'],
    ['web', 'serve web ‹after bundle›'],
    ['ca', 'create the certificate authority "sandbox"'],
  ])('resolves the known parts of the command of `%s`', (task, does) => {
    expect(taskOf(planOf(sandbox), task).summary).toBe(does);
  });

  test('describes a probe by its target', () => {
    expect(taskOf(planOf(sandbox), 'web').ready).toEqual([
      {probe: 'http http://‹after address›/up', timeoutMs: 30_000},
    ]);
  });

  test('prefers the command line over the file', () => {
    expect(planOf(sandbox, {}, {jobs: 3, keepGoing: true})).toMatchObject({jobs: 3, keepGoing: true});
  });
});

describe('selection', () => {
  test.each<[SelectionRequest, readonly (readonly string[])[]]>([
    [{tasks: ['inside']}, [['inside']]],
    [{tasks: ['home']}, [['address', 'ca', 'inside'], ['bundle'], ['home']]],
    [{only: 'home', given: ['bundle.id=1']}, [['home']]],
  ])('plans %j', (request, waves) => {
    const result = select(sandbox, request);
    if ('diagnostics' in result) throw new Error(JSON.stringify(result.diagnostics));
    expect(planOf(sandbox, request).waves).toEqual(waves);
  });

  test('reads supplied outputs and has no needs for a single task', () => {
    const given = ['bundle.ports.8888=127.0.0.1:9', 'address.ip=127.0.0.8'];
    expect(taskOf(planOf(sandbox, {only: 'web', given}), 'web')).toMatchObject({
      summary: 'serve web 127.0.0.1:9',
      needs: [],
      ready: [{probe: 'http http://127.0.0.8/up'}],
    });
  });
});

describe('tasks with a condition', () => {
  const launch = launchOf(
    `
  a: {run: a, outputs: [say]}
  never: {if: "\${{ vars.mode == 'slow' }}", serve: never, ready: {port: 1}}
  user: {run: "user \${{ tasks.never.pid }}"}
  orderly: {needs: [never], run: x}
  late: {if: "\${{ tasks.a.say }}", serve: late}
  later: {run: "kill \${{ tasks.late.pid }}"}
  secret: {if: "\${{ secrets.S }}", run: x}
`,
    'vars: {mode: fast}\nsecrets: {S: {file: missing}}',
  );

  test.each([
    ['a', {decision: 'run'}],
    ['never', {decision: 'skipped', because: "its condition ${{ vars.mode == 'slow' }} is false"}],
    ['user', {decision: 'skipped', because: 'it uses `never`, which was skipped'}],
    ['orderly', {decision: 'run'}],
    ['late', {decision: 'undecided', because: 'its condition ${{ tasks.a.say }} is evaluated after `a`'}],
    ['later', {decision: 'undecided', because: 'it uses `late`, which may be skipped'}],
    [
      'secret',
      {decision: 'undecided', because: 'its condition ${{ secrets.S }} is evaluated when the run starts'},
    ],
  ])('have a decision: `%s`', (task, fate) => expect(taskOf(planOf(launch), task)).toMatchObject(fate));

  test('take no time and are not stopped if skipped, but may be if undecided', () => {
    expect(planOf(launch)).toMatchObject({
      ends: {why: 'interrupted', tasks: ['late']},
      teardown: [['late']],
      worstCase: {ms: 0, unbounded: ['a', 'orderly', 'later', 'secret']},
    });
  });
});

test.each([
  ['a: {run: x}', '', {why: 'all-done', tasks: []}],
  ['a: {run: x}', 'until: a', {why: 'until', tasks: ['a']}],
  ['{a: {run: x, interactive: true}, b: {serve: y}}', '', {why: 'terminal', tasks: ['a']}],
  ['a: {alias: {}}', '', {why: 'all-done', tasks: []}],
])('a run of %s with `%s` ends with %j', (tasks, head, ends) => {
  expect(planOf(launchOf(tasks.startsWith('{') ? ` ${tasks}` : `\n  ${tasks}`, head)).ends).toEqual(ends);
});

describe('times of earlier runs', () => {
  const times = {address: 5, bundle: 2000, web: 300, home: 1500, gone: 9000};

  test('determine the critical path as the slowest chain', () => {
    expect(planOf(sandbox, {}, {times}).criticalPath).toEqual({
      chain: ['address', 'bundle', 'home'],
      ms: 3505,
      unmeasured: ['ca', 'inside'],
    });
    expect(taskOf(planOf(sandbox, {}, {times}), 'bundle').lastMs).toBe(2000);
  });

  test('give no critical path without times of the planned tasks', () => {
    expect(planOf(sandbox)).not.toHaveProperty('criticalPath');
    expect(planOf(sandbox, {tasks: ['ca']}, {times})).not.toHaveProperty('criticalPath');
  });
});

test('a file variable with outputs applies to tasks that need all of its tasks', () => {
  const launch = launchOf(
    `
  address: {alias: {}}
  db: {serve: db}
  web: {serve: "web \${{ tasks.address.ip }}"}
  test: {needs: [web, db], run: y}
  off: {if: "\${{ vars.no }}", run: x, outputs: [o]}
  after: {needs: [off], run: y}
  early: {needs: [{task: web, condition: started}], run: y}`,
    `
vars: {no: ''}
env:
  LEVEL: info
  URL: "http://\${{ tasks.address.ip }}"
  BOTH: "\${{ tasks.address.ip }} \${{ tasks.db.pid }}"
  GONE: "\${{ tasks.off.o }}"
  FREE: "\${{ tasks.test.stdout }}"`,
  );
  const {env, outputEnv} = planOf(launch);
  expect(env).toEqual({LEVEL: 'info'});
  expect(outputEnv).toEqual([
    {name: 'URL', value: 'http://‹after address›', tasks: ['web', 'test']},
    {name: 'BOTH', value: '‹after address› ‹after db›', tasks: ['test']},
    {name: 'GONE', value: '‹after off›', tasks: []},
    {name: 'FREE', value: '‹after test›', tasks: []},
  ]);
});

test('secrets are hidden, whatever name they are read by', () => {
  const launch = launchOf(
    `\n  a: {run: "x \${{ env.SECRET_TOKEN }} \${{ env.ALSO }} \${{ vars.v }}", env: {T: "\${{ secrets.T }}"}}`,
    'vars: {v: tell-s3cret}\nsecrets: {T: {env: SECRET_TOKEN}}',
    {SECRET_TOKEN: 's3cret', ALSO: 'with s3cret inside'},
  );
  const shown = planOf(launch, {}, {env: {SECRET_TOKEN: 's3cret', ALSO: 'with s3cret inside'}});
  expect(JSON.stringify(shown)).not.toContain('s3cret');
  expect(taskOf(shown, 'a').summary).toBe('run x ‹secret T› with ‹secret T› inside tell-‹secret T›');
});

function planOf(
  launch: LaunchFile,
  request: SelectionRequest = {},
  options: Partial<PlanOptions> = {},
): Plan {
  const result = select(launch, request);
  if ('diagnostics' in result) throw new Error(result.diagnostics.map(({message}) => message).join('\n'));
  return plan({launch, selection: result.selection, env: {}, ...options});
}

function taskOf({tasks}: Plan, name: string): PlanTask {
  const found = tasks.find(({task}) => task === name);
  if (!found) throw new Error(`no task ${name} in the plan`);
  return found;
}
