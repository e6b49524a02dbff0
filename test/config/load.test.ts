import {expect, test} from 'vitest';
import type {LaunchFile} from '../../src/model/launch-file.ts';
import {load, type LoadOptions} from '../../src/config/load.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {fakeKinds} from './fake-kinds.ts';

test('loads a launch file with all features', () => {
  const text = `name: sandbox
vars: {agent: codex, version: 1.10, mode: 0x1F, debug: True, shout: "yes"}
env: {LEVEL: 2.0, HOME_DIR: "\${{ env.HOME }}"}
secrets: {TOKEN: {env: TOKEN}}
jobs: 2
until: test
x-common: &common {RATE: 1e3}
tasks:
  db: {serve: db, env: *common}
  test: {run: "x \${{ tasks.db.pid }}", needs: [db]}
`;
  const launch = launchOf(text, {vars: {agent: '${{ untouched }}'}});
  const file = {
    path: '/work/agent/bottle.yaml',
    dir: '/work/agent',
    env: {LEVEL: '2.0', HOME_DIR: '${{ env.HOME }}'},
    envFiles: [],
    dotenv: {variables: {}, isExported: false},
  };
  expect({...launch, tasks: undefined}).toEqual({
    ...file,
    name: 'sandbox',
    files: ['/work/agent/bottle.yaml'],
    profiles: [],
    profileTags: [],
    vars: {agent: '${{ untouched }}', version: '1.10', mode: '0x1F', debug: 'True', shout: 'yes'},
    foregroundEnv: {},
    secrets: {TOKEN: {env: 'TOKEN'}},
    places: {},
    jobs: 2,
    until: 'test',
    tasks: undefined,
  });
  const [db, other] = launch.tasks.values();
  expect(db).toEqual({
    name: 'db',
    kind: fakeKinds.serve,
    source: {serve: 'db', env: {RATE: '1e3'}},
    needs: [],
    placeName: 'local',
    place: placeOf(text, 'db: {', 2),
    sourceFiles: [file],
  });
  expect(other?.needs).toEqual([
    {
      to: 'db',
      condition: 'ready',
      origin: 'needs',
      label: 'needs',
      key: 'needs[0]',
      place: placeOf(text, 'db]', 2),
    },
    {
      to: 'db',
      condition: 'ready',
      origin: 'reference',
      label: '${{ tasks.db.pid }}',
      key: 'run',
      place: placeOf(text, 'tasks.db.pid', 12),
    },
  ]);
});

test('loads a minimal launch file', () => {
  expect(launchOf('tasks:\n  a: {run: x}\n')).toMatchObject({
    name: 'agent',
    vars: {},
    env: {},
    secrets: {},
    jobs: 64,
  });
  expect(launchOf('tasks:\n  a: {run: x}\n')).not.toHaveProperty('until');
});

test.each([
  ['needs', 'run: x\nneeds: [db]', 'needs'],
  ['a key', 'certificate: {issuer: ca, hosts: [localhost]}', 'issuer'],
  ['a script', 'run: x ${{ tasks.db.pid }}', '${{ tasks.db.pid }}'],
  ['a comment in a script', 'run: |\n  x # ${{ tasks.db.pid }}', '${{ tasks.db.pid }}'],
  ['an argument', 'run: [x, "a${{tasks.db.pid}}b"]', '${{ tasks.db.pid }}'],
  ['an operator', "run: x ${{ vars.v == 'x' && tasks.db.pid }}", '${{ tasks.db.pid }}'],
  ['a condition', "run: x\nif: ${{ tasks.db.pid != '' }}", '${{ tasks.db.pid }}'],
  ['the environment', 'run: x\nenv: {A: "${{ tasks.db.pid }}"}', '${{ tasks.db.pid }}'],
  ['a probe', 'run: x\nready: {file: "/${{ tasks.db.pid }}"}', '${{ tasks.db.pid }}'],
  [
    'a list of probes',
    'run: x\nready:\n  - command: [x, "${{ tasks.db.log.port }}"]',
    '${{ tasks.db.log.port }}',
  ],
  ['an option', 'run: x\ncwd: "${{ tasks.db.pid }}"', '${{ tasks.db.pid }}'],
])('creates an edge from %s', (_origin, task, label) => {
  const needs = needsOf(task);
  expect(needs.map(edge => edge.label)).toEqual([label]);
});

test.each([
  ['nothing', 'run: x'],
  ["the task's own output in a probe", 'serve: x\nready: {file: "/${{ tasks.task.pid }}"}'],
  ['an escaped reference', "run: x '$${{ tasks.db.pid }}'"],
  [
    'references to other namespaces',
    'run: x ${{ vars.v }} ${{ env.HOME }} ${{ secrets.S }} ${{ run.id }} ${{ file.dir }} ${{ host.os }}',
  ],
])('creates no edge from %s', (_origin, task) => {
  expect(needsOf(task)).toEqual([]);
});

test('creates one edge for each origin and label', () => {
  const needs = needsOf(`run: x \${{ tasks.db.pid }} \${{ tasks.db.log.port }}
needs: [db, ca]
env: {A: "\${{ tasks.db.pid }}"}`);
  expect(needs.map(({to, label}) => [to, label])).toEqual([
    ['db', 'needs'],
    ['ca', 'needs'],
    ['db', '${{ tasks.db.pid }}'],
    ['db', '${{ tasks.db.log.port }}'],
  ]);
});

test('accepts environment variables that are empty, and unset ones in a condition', () => {
  const text = 'tasks:\n  a: {run: "x ${{ env.A }}", if: "${{ env.B }}"}\n';
  expect(launchOf(text, {env: {A: ''}}).tasks.size).toBe(1);
});

test('loads tasks of the real kinds', () => {
  const text = `
tasks:
  address: {alias: {}}
  ca: {certificate: {ca: true}}
  leaf: {certificate: {issuer: ca, hosts: ["\${{ tasks.address.ip }}"]}}
  db: {serve: x, ready: [{port: 80}, {log: x}, {notify: {}}]}
  there: {wait: {}, ready: {port: "\${{ tasks.address.ip }}:80"}}
  all: {run: "x \${{ tasks.db.pid }} \${{ tasks.leaf.cert }}", needs: [there]}
`;
  const tasks = [...launchOf(text, {kinds}).tasks.values()];
  expect(tasks.map(({name, needs}) => [name, ...needs.map(({to}) => to)])).toEqual([
    ['address'],
    ['ca'],
    ['leaf', 'ca', 'address'],
    ['db'],
    ['there', 'address'],
    ['all', 'there', 'db', 'leaf'],
  ]);
});

function needsOf(task: string) {
  const launch = launchOf(`vars: {v: x}
secrets: {S: {env: S}}
tasks:
  db: {serve: x, ready: {log: '(?<port>.)'}}
  ca: {certificate: {ca: true}}
  task:
${task.replaceAll(/^/gm, '    ')}
`);
  return [...launch.tasks.values()].at(-1)?.needs ?? [];
}

function launchOf(text: string, options: Partial<LoadOptions> = {}): LaunchFile {
  const given = {vars: {}, env: {HOME: '/root'}, kinds: fakeKinds, ...options};
  const loaded = load('/work/agent/bottle.yaml', text, given);
  if ('launch' in loaded) return loaded.launch;
  throw new Error(loaded.diagnostics.map(({message}) => message).join('\n'));
}

function placeOf(text: string, needle: string, length: number) {
  const start = text.indexOf(needle);
  return {file: '/work/agent/bottle.yaml', start, end: start + length};
}
