import {describe, expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const STAYS = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;

test('with `--keep-going`, a dying service stops only its dependents', async () => {
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
  test('a report runs after failed tests, and the failure still counts', async () => {
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

  test('a task that only needs a service to be started does not wait for its probe', async () => {
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

test('an allowed failure does not prevent the command after `--`', async () => {
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
  ['of a failed task', [], 'test: {needs: [db], run: exit 7}', 1],
  ['of a failed `until` task', ['--until', 'test'], 'test: {needs: [db], run: exit 7}', 7],
  [
    'of a failed --exit-code-from task, which ends the run',
    ['--exit-code-from', 'test'],
    'test: {needs: [db], run: exit 7}',
    7,
  ],
  [
    'of a successful --exit-code-from task',
    ['--exit-code-from', 'test'],
    'test: {needs: [db], run: echo ok}',
    0,
  ],
  [
    'of a service with --exit-code-from',
    ['--exit-code-from', 'web'],
    "web: {serve: 'echo up; exit 9', ready: {log: up}}",
    9,
  ],
  [
    'of a failed `until` task with `allow_failure`',
    ['--until', 'test'],
    'test: {needs: [db], run: exit 7, allow_failure: true}',
    0,
  ],
])('the exit code is that %s', async (_, args, task, expected) => {
  const rig = await launchRig(`tasks:\n  db: {${STAYS}}\n  ${task}\n`);
  expect((await rig.run(args).ended()).code).toBe(expected);
});

test('a `wait` task uses no slot', async () => {
  const rig = await launchRig(`
    jobs: 1
    tasks:
      made: {wait: {}, ready: {file: ./made.txt, timeout: 20s}}
      maker: {run: echo > made.txt}
  `);
  expect((await rig.run().ended()).code).toBe(0);
});

test('the error of a missed deadline names `jobs` if other tasks were waiting for a slot', async () => {
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
