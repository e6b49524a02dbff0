import {expect, test} from 'vitest';
import type {Launch} from '../support/launch.ts';
import {launchRig} from '../support/launch-rig.ts';

/** Events of a launch with these types, as `type task`. */
function reported({events}: Launch, ...types: readonly string[]): readonly string[] {
  return events.flatMap(event =>
    types.includes(event.type) && 'task' in event ? [`${event.type} ${String(event.task)}`] : [],
  );
}

test('tasks start when their needs are met, and stop in reverse order', async () => {
  const rig = await launchRig(`
    tasks:
      app: {needs: [db, cache], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
      db: {needs: [schema], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
      cache: {serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
      schema: {run: 'true'}
  `);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);

  const at = (what: string): number =>
    reported(launch, 'task-started', 'task-done', 'task-ready', 'task-stopping', 'task-stopped').indexOf(
      what,
    );
  const order = [
    ['task-started schema', 'task-done schema', 'task-started db', 'task-ready db', 'task-started app'],
    ['task-started cache', 'task-ready cache', 'task-started app', 'task-ready app', 'task-stopping app'],
    ['task-stopping app', 'task-stopped app', 'task-stopping db', 'task-stopped db'],
    ['task-stopped app', 'task-stopping cache', 'task-stopped cache'],
  ];
  for (const chain of order) {
    const places = chain.map(at);
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }
  expect(await rig.leftBehind()).toEqual([]);
});

test('independent tasks run in parallel, and a task waits only for its own needs', async () => {
  const rig = await launchRig(`
    tasks:
      slow: {run: 'echo waits; read -r line < gate'}
      after: {needs: [slow], run: 'true'}
      a: {run: 'echo a > to-b; read -r line < to-a'}
      b: {run: 'read -r line < to-b; echo b > to-a'}
      tail: {needs: [a, b], run: 'true'}
  `);
  const [gate] = await Promise.all(['gate', 'to-a', 'to-b'].map(rig.gate));
  const launch = rig.run();
  // Tasks `a` and `b` wait for each other's line, so they end only if they run in parallel.
  await launch.event('task-done', 'tail');
  await launch.event('task-output', 'slow');
  expect(reported(launch, 'task-started')).not.toContain('task-started after');
  gate?.open();
  expect((await launch.ended()).code).toBe(0);
  expect(reported(launch, 'task-done')).toContain('task-done after');
});

test.each([
  {name: '`--jobs`', head: '', args: ['--jobs', '2']},
  {name: '`jobs` in the file', head: 'jobs: 2', args: []},
])(
  '$name limits the number of tasks that start at the same time; running tasks use no slot',
  async ({head, args}) => {
    const rig = await launchRig(`
    ${head}
    tasks:
      service: {serve: 'exec tail -f /dev/null'}
      a: {needs: [service], run: 'echo a; read -r line < gate'}
      b: {needs: [service], run: 'echo b; read -r line < gate'}
      c: {needs: [service], run: 'echo c; read -r line < gate'}
    until: c
  `);
    const gate = await rig.gate('gate');
    const launch = rig.run(args);
    await launch.event('task-output', 'a');
    await launch.event('task-output', 'b');
    expect(reported(launch, 'task-started')).toEqual(
      ['service', 'a', 'b'].map(name => `task-started ${name}`),
    );
    gate.open();
    await launch.event('task-output', 'c');
    expect(reported(launch, 'task-done')).toHaveLength(1);
    gate.open(2);
    expect((await launch.ended()).code).toBe(0);
  },
);

const LAYERS = `
  vars: {word: file}
  tasks:
    base: {run: 'echo "\${{ vars.word }}"', tags: [low]}
    left: {needs: [base], run: 'true', outputs: [], tags: [high]}
    right: {needs: [base], run: 'true'}
    reads: {run: 'echo "$VALUE" \${{ tasks.gives.word }}', env: {VALUE: '\${{ tasks.gives.stdout }}'}}
    gives: {run: 'echo out; echo "word=x" >> "$BOTTLE_OUTPUT"', outputs: [word]}
    stays: {serve: 'exec tail -f /dev/null'}
`;

test.each([
  {args: ['left'], done: ['base', 'left']},
  {args: ['bottle.yaml', 'right', 'left'], done: ['base', 'left', 'right']},
  {args: ['--tag', 'high'], done: ['base', 'left']},
  {args: ['--tag', 'low', 'right'], done: ['base', 'right']},
  {args: ['reads'], done: ['gives', 'reads']},
  {args: ['--until', 'left', 'stays'], done: ['base', 'left']},
  {args: ['--only', 'left'], done: ['left']},
  {args: ['--only', 'reads', '--given', 'gives.word=y', '--given', 'gives.stdout=a b'], done: ['reads']},
])('$args selects $done', async ({args, done}) => {
  const rig = await launchRig(LAYERS);
  const launch = rig.run(args);
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  expect(reported(launch, 'task-done').toSorted()).toEqual(done.map(name => `task-done ${name}`));
  if (args.includes('--given')) expect((await launch.event('task-output')).line).toBe('a b y');
  expect(await rig.leftBehind()).toEqual([]);
});

test.each([
  {args: [], line: 'file'},
  {args: ['--var', 'word=call = $(x)'], line: 'call = $(x)'},
])('`${{ vars.word }}` is $line with $args', async ({args, line}) => {
  const rig = await launchRig(LAYERS);
  const launch = rig.run([...args, 'base']);
  expect((await launch.event('task-output')).line).toBe(line);
  await launch.ended();
});

test('tasks on the longest chain of earlier times get a slot first', async () => {
  const rig = await launchRig(`
    jobs: 1
    tasks:
      first: {run: 'true'}
      long: {run: sleep 3}
      second: {run: 'true'}
      third: {needs: [second], run: 'true'}
  `);
  const startedIn = async (): Promise<string | undefined> => {
    const launch = rig.run();
    expect((await launch.ended()).code).toBe(0);
    return reported(launch, 'task-started')[0];
  };
  expect(await startedIn()).toBe('task-started second');
  expect(await startedIn()).toBe('task-started long');
});
