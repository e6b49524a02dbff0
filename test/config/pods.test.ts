import {expect, test} from 'vitest';
import {load} from '../../src/config/load.ts';
import {kinds} from '../../src/tasks/registry.ts';

interface Task {
  readonly container?: object;
  readonly [key: string]: unknown;
}

function loaded(tasks: Readonly<Record<string, Task>>, root: object = {}) {
  const text = JSON.stringify({...root, tasks});
  return {text, ...load('/work/bottle.yaml', text, {vars: {}, env: {}, kinds, readText: () => undefined})};
}

/** Each error with the text at its location. */
function errorsOf(tasks: Readonly<Record<string, Task>>, root?: object): readonly string[] {
  const result = loaded(tasks, root);
  if ('launch' in result) return [];
  return result.diagnostics.map(
    ({message, place}) => `${place ? result.text.slice(place.start, place.end) : ''}: ${message}`,
  );
}

const inPod = (keys: object = {}, more: object = {}): Task => ({
  container: {image: 'x', pod: 'shop', ...keys},
  ...more,
});

test('the other containers of a pod need the first one and join its network', () => {
  const result = loaded({db: inPod(), alone: {container: {image: 'x'}}, web: inPod(), proxy: inPod()});
  if (!('launch' in result)) throw new Error('it has errors');
  const tasks = [...result.launch.tasks.values()];
  expect(tasks.map(({name, needs}) => [name, needs.map(({to, label, key}) => [to, label, key])])).toEqual([
    ['db', []],
    ['alone', []],
    ['web', [['db', 'pod', 'container.pod']]],
    ['proxy', [['db', 'pod', 'container.pod']]],
  ]);
  expect(tasks.map(({podSiblings}) => podSiblings)).toEqual([
    ['web', 'proxy'],
    undefined,
    undefined,
    undefined,
  ]);
  expect(tasks[2]?.source).toMatchObject({container: {network_mode: 'container:${{ tasks.db.id }}'}});
});

test('the first container needs the tasks that define the other containers, but not the tasks that only their environment reads', () => {
  const result = loaded({
    db: inPod(),
    img: {image: {pull: 'y'}},
    data: {volume: {}},
    word: {run: 'x', outputs: ['it']},
    web: inPod({
      ...{image: '${{ tasks.img.ref }}', volumes: ['data:/data']},
      env: {WORD: '${{ tasks.word.it }}', DB: '${{ tasks.db.name }}'},
    }),
  });
  if (!('launch' in result)) throw new Error('it has errors');
  const needs = [...result.launch.tasks.values()].map(task => [task.name, task.needs.map(({to}) => to)]);
  expect(Object.fromEntries(needs)).toEqual({
    ...{db: ['img', 'data'], img: [], data: [], word: []},
    web: ['img', 'word', 'db', 'data', 'db'],
  });
});

const own = (key: string, value: unknown): Readonly<Record<string, Task>> => ({
  db: inPod(),
  web: inPod({[key]: value}),
});

const first = (key: string): string =>
  `pod \`shop\` has one network; set \`${key}\` in its first container, \`db\``;

test.each<[string, Readonly<Record<string, Task>>, readonly string[]]>([
  ['`ports` of another container', own('ports', ['80']), [`["80"]: ${first('ports')}`]],
  ['`networks` of another container', own('networks', ['bridge']), [`["bridge"]: ${first('networks')}`]],
  ['`hostname` of another container', own('hostname', 'h'), [`"h": ${first('hostname')}`]],
  [
    '`network_mode`',
    {db: inPod({network_mode: 'none'})},
    ['"none": pod `shop` has a network of its own; leave out either `network_mode` or `pod`'],
  ],
  [
    'a first container that ends',
    {db: inPod({ends: true}), web: inPod()},
    [
      'true: the first container of pod `shop` provides the network of the others, so it must keep running; move it after a container that does',
    ],
  ],
  [
    'a first container that may be skipped',
    {db: inPod({}, {if: '${{ vars.x }}'}), web: inPod()},
    [
      '"${{ vars.x }}": the first container of pod `shop` provides the network of the others, so it cannot be skipped; move it after a container that always runs',
    ],
  ],
  [
    'a first container that needs a later one',
    {db: inPod({}, {needs: ['web']}), web: inPod()},
    ['"web": dependency cycle: `db` → `web` → `db`'],
  ],
  [
    'an output of the first container in a command',
    {db: inPod(), web: inPod({command: ['x', '${{ tasks.db.ip }}']})},
    [
      'tasks.db.ip: `command` is fixed when pod `shop` is created, before `db` has outputs; read them in `env`',
    ],
  ],
  [
    'an output of a sibling in a label',
    {db: inPod(), web: inPod(), proxy: inPod({labels: {a: '${{ tasks.web.id }}'}})},
    [
      'tasks.web.id: `labels` is fixed when pod `shop` is created, before `web` has outputs; read them in `env`',
    ],
  ],
])('reports %s at its key', (_, tasks, errors) => {
  expect(errorsOf(tasks, {vars: {x: 'yes'}})).toEqual(errors);
});

test('reports containers of a pod at different places', () => {
  const root = {places: {lab: {kubernetes: {}}}};
  expect(errorsOf({db: inPod({}, {place: 'lab'}), web: inPod()}, root)).toEqual([
    '"shop": task `web` is at place `local`, but `db` is at `lab`; both must be at the same place',
  ]);
});

const once =
  'a cluster starts each container of pod `shop` only once; leave it out, or give the container its own pod';
const whole = (key: string): string =>
  `a cluster has one \`${key}\` for the whole pod \`shop\`; set it in its first container, \`db\``;

test.each<[string, Readonly<Record<string, Task>>, readonly string[]]>([
  ['restarts', own('restart', {attempts: 2}), [`{"attempts":2}: ${once}`]],
  [
    'retries of another container',
    {db: inPod(), web: inPod({}, {retry: {attempts: 2}})},
    [`{"attempts":2}: ${once}`],
  ],
  [
    'watched files of another container',
    {db: inPod({}, {watch: ['db/**']}), web: inPod({}, {watch: ['src/**']})},
    [
      '["src/**"]: a cluster starts each container of pod `shop` only once; set `watch` in its first container, `db`, which restarts all of them',
    ],
  ],
  [
    'sysctls of another container',
    own('sysctls', {'net.core.somaxconn': 1}),
    [`{"net.core.somaxconn":1}: ${whole('sysctls')}`],
  ],
  ['a runtime of another container', own('runtime', 'kata'), [`"kata": ${whole('runtime')}`]],
  ['labels of another container', own('labels', {a: 'b'}), [`{"a":"b"}: ${whole('labels')}`]],
  [
    'an init process',
    own('init', true),
    ['true: the containers of pod `shop` would share a process namespace; add an init process to the image'],
  ],
])('reports %s only in a cluster', (_, tasks, errors) => {
  expect(errorsOf(tasks, {places: {lab: {kubernetes: {}}}, place: 'lab'})).toEqual(errors);
  expect(errorsOf(tasks)).toEqual([]);
});
