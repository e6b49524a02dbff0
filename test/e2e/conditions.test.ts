import {describe, expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const STAYS = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;

test('with `--keep-going` a service that dies takes along what needs it, and nothing else', async () => {
  const rig = await launchRig(`
    tasks:
      db: {serve: 'echo up; read -r line < die; exit 5', ready: {log: up}}
      web: {needs: [db], ${STAYS}}
      test: {needs: [db], run: 'exec tail -f /dev/null'}
      build: {run: 'read -r line < build'}
      deploy: {needs: [db, build], run: echo deploy}
      pack: {needs: [build], run: echo pack}
  `);
  const [die, build] = [await rig.gate('die'), await rig.gate('build')];
  const launch = rig.run(['--keep-going']);
  await launch.event('task-ready', 'web');
  await launch.event('task-started', 'test');
  die.open();
  await launch.event('task-stopped', 'web');
  await launch.event('task-stopped', 'test');
  build.open();
  const {code, stderr} = await launch.ended();
  expect(code).toBe(1);
  const started = launch.events.flatMap(event => (event.type === 'task-started' ? [event.task] : []));
  expect(started).toContain('pack');
  expect(started).not.toContain('deploy');
  expect(launch.events.find(({type}) => type === 'task-done')).toMatchObject({task: 'build'});
  expect(stderr).toContain('task `db` exited unexpectedly with code 5');
});

describe('conditions', () => {
  test('a report is written after tests that failed, and the failure still counts', async () => {
    const rig = await launchRig(`
      tasks:
        db: {${STAYS}}
        test: {needs: [db], run: exit 7}
        report: {needs: [{task: test, condition: ended}], run: echo done > report.txt}
    `);
    const {code, stderr} = await rig.run().ended();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: task `test` exited with code 7\n/);
    expect(await rig.read('report.txt')).toBe('done\n');
  });

  test('what needs only the start of a service does not wait for its probe', async () => {
    const rig = await launchRig(`
      until: test
      tasks:
        db: {serve: 'read -r line < go; echo up; exec tail -f /dev/null', ready: {log: up}}
        seed: {needs: [{task: db, condition: started}], run: echo > go}
        test: {needs: [db, seed], run: echo ok}
    `);
    const go = await rig.gate('go');
    const launch = rig.run();
    await launch.event('task-done', 'seed');
    go.open();
    expect((await launch.ended()).code).toBe(0);
  });
});

test('a task that may fail does not keep the command in the foreground from running', async () => {
  const rig = await launchRig(`
    tasks:
      lint: {run: exit 4, allow_failure: true}
      fixed: {needs: [lint], run: echo fixed}
      web: {${STAYS}}
  `);
  const {code, stdout, stderr} = await rig
    .bottle(['run', '--format', 'plain', '--', 'echo', 'hello'])
    .ended();
  expect({code, stdout}).toEqual({code: 0, stdout: 'hello\n'});
  expect(stderr).toContain('task `lint` exited with code 4; the run continues');
});

test.each([
  ['of a task', [], 'test: {needs: [db], run: exit 7}', 1],
  ['of the until task', ['--until', 'test'], 'test: {needs: [db], run: exit 7}', 7],
  [
    'of the task that is asked for, whose end ends the run',
    ['--exit-code-from', 'test'],
    'test: {needs: [db], run: exit 7}',
    7,
  ],
  [
    'of the task that is asked for and succeeds',
    ['--exit-code-from', 'test'],
    'test: {needs: [db], run: echo ok}',
    0,
  ],
  [
    'of a service that is asked for',
    ['--exit-code-from', 'web'],
    "web: {serve: 'echo up; exit 9', ready: {log: up}}",
    9,
  ],
  [
    'of an until task that may fail',
    ['--until', 'test'],
    'test: {needs: [db], run: exit 7, allow_failure: true}',
    0,
  ],
])('the exit code %s', async (_, args, task, expected) => {
  const rig = await launchRig(`tasks:\n  db: {${STAYS}}\n  ${task}\n`);
  expect((await rig.run(args).ended()).code).toBe(expected);
});

test('a wait for what another task makes holds no slot', async () => {
  const rig = await launchRig(`
    jobs: 1
    tasks:
      made: {wait: {}, ready: {file: ./made.txt, timeout: 20s}}
      maker: {run: echo > made.txt}
  `);
  expect((await rig.run().ended()).code).toBe(0);
});

test('a deadline that passed while others had no slot names `jobs`', async () => {
  const rig = await launchRig(`
    jobs: 1
    tasks:
      web: {serve: 'exec tail -f /dev/null', ready: {file: ./made.txt, timeout: 300ms}}
      smoke: {needs: [web], run: echo}
      maker: {run: echo > made.txt}
  `);
  const {code, stderr} = await rig.run().ended();
  expect(code).toBe(1);
  expect(stderr).toContain('`jobs: 1` kept other tasks waiting: `maker`;');
});
