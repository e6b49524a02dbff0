import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

test('waits until the run is ready, or until a task has failed', async () => {
  const rig = await launchRig(`
tasks:
  web: {serve: 'read -r line < go; echo up; exec sleep 600', ready: {log: up}}
`);
  const gate = await rig.gate('go');
  const launch = rig.run();
  await launch.event('task-started', 'web');
  const waits = [rig.bottle(['wait']), rig.bottle(['wait', 'web'])];
  expect((await rig.bottle(['wait', '--timeout', '10ms']).ended()).code).toBe(124);
  gate.open();
  const ends = await Promise.all(waits.map(async wait => await wait.ended()));
  expect(ends.map(({code, stdout}) => [code, stdout])).toEqual([
    [0, 'work is ready\n'],
    [0, 'web is ready\n'],
  ]);
  await rig.bottle(['stop', 'web']).ended();
  expect(await rig.bottle(['wait', 'web']).ended()).toMatchObject({
    code: 1,
    stdout: 'web has ended with exit code 1\n  web was stopped\n',
  });
  const unknown = await rig.bottle(['wait', 'wbe']).ended();
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toBe('error: run `work` has no task `wbe`, did you mean `web`?\n  its tasks: web\n');
});

test('returns the exit code of a run with `until`, during the run and afterwards', async () => {
  const rig = await launchRig(`
until: test
tasks:
  web: {serve: 'echo up; exec sleep 600', ready: {log: up}}
  test: {run: 'read -r line < go; exit 7', needs: [web]}
`);
  const gate = await rig.gate('go');
  const launch = rig.run();
  await launch.event('task-started', 'test');
  const wait = rig.bottle(['wait', '--format', 'json']);
  expect((await rig.bottle(['wait', 'web']).ended()).code).toBe(0);
  gate.open();
  const {code, stdout} = await wait.ended();
  expect(code).toBe(7);
  expect(JSON.parse(stdout)).toMatchObject({version: 1, name: 'work', outcome: 'ended', exitCode: 7});
  expect((await launch.ended()).code).toBe(7);
  expect(await rig.bottle(['wait']).ended()).toMatchObject({
    code: 7,
    stdout: 'work has ended with exit code 7\n  task `test` exited with code 7\n',
  });
  expect((await rig.bottle(['wait', 'test']).ended()).code).toBe(7);
});

test('reports a run that is killed during the wait as dead', async () => {
  const rig = await launchRig(`tasks: {web: {serve: 'exec sleep 600', ready: {log: never}}}`);
  const launch = rig.run();
  await launch.event('task-started', 'web');
  const wait = rig.bottle(['wait', '--run', 'work']);
  launch.signal('SIGKILL');
  const {code, stdout} = await wait.ended();
  expect(code).toBe(1);
  expect(stdout).toContain('work is dead: its process is gone');
});

test('reports a run that was killed after it was ready as dead', async () => {
  const rig = await launchRig(`tasks: {web: {serve: 'echo up; exec sleep 600', ready: {log: up}}}`);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGKILL');
  await launch.ended();
  const waits = [rig.bottle(['wait']), rig.bottle(['wait', 'web'])];
  const ends = await Promise.all(waits.map(async wait => await wait.ended()));
  expect(ends.map(({code, stdout}) => [code, stdout])).toEqual([
    [1, 'work is dead: its process is gone; clean up with `bottle down`\n'],
    [1, 'work is dead: its process is gone; clean up with `bottle down`\n'],
  ]);
});

test('reports a missing run', async () => {
  const rig = await launchRig(`tasks: {web: {run: 'true'}}`);
  const {code, stderr} = await rig.bottle(['wait']).ended();
  expect(code).toBe(2);
  expect(stderr).toContain(`no run of ${rig.dir}/bottle.yaml is up`);
  const elsewhere = await rig.bottle(['wait'], {cwd: '/'}).ended();
  expect(elsewhere.stderr).toContain('no `bottle.yaml` in this folder or any parent; name a run');
});
