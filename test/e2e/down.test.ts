import {appendFile, mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const LAUNCH = `tasks: {web: {serve: 'echo up; exec sleep 600', ready: {log: up}}}`;

/**
 * A service that prints `kept` once it has survived SIGTERM, and exits on the next one. The signal ends `sleep` too, hence `|| :`: a
 * script stops at its first failing command.
 */
const KEPT = `
  tasks:
    web:
      serve: |
        trap kept=yes TERM
        echo up
        until [ "$kept" ]; do sleep 0.1 || :; done
        trap exit TERM
        echo kept
        while :; do sleep 0.1 || :; done
      ready: {log: up}
      grace: 10m
`;

async function killedRun(rig: LaunchRig): Promise<string> {
  const launch = rig.run();
  const {run} = await launch.event('run-started');
  await launch.event('run-ready');
  launch.signal('SIGKILL');
  await launch.ended();
  return run;
}

test('cleans up a run that was killed while stopping', async () => {
  const rig = await launchRig(KEPT);
  const launch = rig.run();
  await launch.event('run-ready');
  const down = rig.bottle(['down', '--format', 'json']);
  await launch.event(event => event.type === 'task-output' && event.line === 'kept');
  launch.signal('SIGKILL');
  const {code, stdout} = await down.ended();
  expect(JSON.parse(stdout)).toMatchObject({runs: [{name: 'work', outcome: 'recovered', leftovers: []}]});
  expect(code).toBe(0);
  expect(await rig.leftBehind()).toEqual([]);
});

test('cleans up a dead run even if its file is gone', async () => {
  const rig = await launchRig(LAUNCH);
  const run = await killedRun(rig);
  await rm(join(rig.dir, 'bottle.yaml'));
  const {code, stdout, stderr} = await rig.bottle(['down', 'bottle.yaml']).ended();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toContain(`cleaned up dead run ${run}: 1 task`);
  expect(await rig.leftBehind()).toEqual([]);
});

test('stops a live run, which exits as with SIGTERM', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  const {run} = await launch.event('run-started');
  await launch.event('run-ready');
  const forget = await rig.bottle(['down', '--forget', run]).ended();
  expect(forget).toMatchObject({code: 2, stdout: ''});
  expect(forget.stderr).toContain(`run \`${run}\` is still running`);
  const down = await rig.bottle(['down']).ended();
  expect(down).toMatchObject({code: 0, stderr: ''});
  expect(down.stdout).toMatch(/stopped in [\s\S]*\nstopped work\n$/);
  expect((await launch.ended()).code).toBe(143);
  expect(launch.events).toContainEqual(expect.objectContaining({type: 'run-requested', what: 'down'}));
  expect(await rig.leftBehind()).toEqual([]);
});

test('returns when the process of a detached run has ended', async () => {
  const rig = await launchRig(LAUNCH);
  for (let round = 0; round < 3; round++) {
    expect(await rig.bottle(['up', '-d']).ended()).toMatchObject({code: 0});
    expect(await rig.bottle(['down']).ended()).toMatchObject({code: 0});
    expect(await rig.leftBehind()).toEqual([]);
  }
});

test.each([
  ['its name', ['work']],
  ['its launch file', ['bottle.yaml']],
  ['--all', ['--all']],
])('stops a run by %s, without its launch file', async (_, target) => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  await launch.event('run-ready');
  await rm(join(rig.dir, 'bottle.yaml'));
  const {code, stdout} = await rig.bottle(['down', '--format', 'json', ...target]).ended();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({runs: [{name: 'work', outcome: 'stopped', leftovers: []}]});
  expect((await launch.ended()).code).toBe(143);
});

test('lists two runs of the file, and stops each by name', async () => {
  const rig = await launchRig(LAUNCH);
  const [first, second] = [rig.run(), rig.run()];
  await Promise.all([first.event('run-ready'), second.event('run-ready')]);
  const {code, stderr} = await rig.bottle(['down']).ended();
  expect(code).toBe(2);
  expect(stderr).toMatch(/the launch file has several runs; name one of them\n {2}work.*\n {2}work/);
  const down = await rig.bottle(['down', 'work', 'work-2']).ended();
  expect(down).toMatchObject({code: 0, stderr: ''});
  await Promise.all([first.ended(), second.ended()]);
});

test('skips grace periods on Ctrl-C', async () => {
  const rig = await launchRig(KEPT);
  const launch = rig.run();
  await launch.event('run-ready');
  const down = rig.bottle(['down']);
  await launch.event('task-stopping');
  await launch.event(event => event.type === 'task-output' && event.line === 'kept');
  down.signal('SIGINT');
  expect((await down.ended()).code).toBe(0);
  expect((await launch.ended()).code).toBe(143);
  expect(launch.events).toContainEqual(expect.objectContaining({type: 'teardown-forced', because: 'signal'}));
});

test('sends SIGTERM to a run without a control socket, such as one of an older bottle', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  const {run} = await launch.event('run-started');
  await launch.event('run-ready');
  await rm(join(rig.stateDir, 'runs', run, 'control.sock'));
  expect(await rig.bottle(['down']).ended()).toMatchObject({code: 0, stderr: ''});
  expect((await launch.ended()).code).toBe(143);
  expect(await rig.leftBehind()).toEqual([]);
});

test('reports the pid of a run that does not respond', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGSTOP');
  const {code, stderr} = await rig.bottle(['down']).ended();
  launch.signal('SIGCONT');
  expect(code).toBe(1);
  expect(stderr).toContain(`(pid ${launch.pid}) does not respond`);
  expect(stderr).toContain(`kill -9 ${launch.pid}`);
});

test('keeps a run of a newer bottle, and drops it only with `--forget`', async () => {
  const rig = await launchRig(LAUNCH);
  const run = await killedRun(rig);
  await appendFile(join(rig.stateDir, 'runs', run, 'journal.ndjson'), '{"entry":"volume-made"}\n');
  expect((await rig.bottle(['down']).ended()).code).toBe(3);
  const {code, stdout} = await rig.bottle(['down', '--forget', run]).ended();
  expect(code).toBe(0);
  expect(stdout).toContain('dropped entry `volume-made`, which this version of bottle does not understand');
  expect(await rig.leftBehind()).toEqual([expect.stringMatching(/^process/)]);
});

test.each([
  [['down', '--forget', '../runs'], 'there is no run `../runs`'],
  [['down', '--forget', 'x', 'bottle.yaml'], '`--forget` takes a run id; leave out the file'],
  [['down', '--all', 'x'], '`--all` already includes every run; leave out the others'],
  [['down', 'no-such'], 'there is no run `no-such`'],
  [['down', '--what'], 'unknown option'],
])('rejects %j', async (args, message) => {
  const rig = await launchRig(LAUNCH);
  const {code, stderr} = await rig.bottle(args).ended();
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('deletes the rest of a run that was killed at its very end', async () => {
  const rig = await launchRig(LAUNCH);
  const dir = join(rig.stateDir, 'runs', await killedRun(rig));
  const journal = await readFile(join(dir, 'journal.ndjson'), 'utf8');
  expect((await rig.bottle(['down']).ended()).code).toBe(0);
  // The state after everything was stopped and before anything was deleted, a moment too short to hit.
  await writeFile(join(dir, 'journal.ndjson'), `${journal}{"entry":"run-ended"}\n`);
  await writeFile(join(dir, 'key.pem'), 'private');
  expect((await rig.bottle(['down']).ended()).code).toBe(0);
  expect(await readdir(dir)).toEqual(['events.ndjson', 'logs']);
});

test.each([[['down', '--all']], [['ps']], [['logs']]])(
  '`bottle %s` ignores a run that was killed before it wrote its journal',
  async args => {
    const rig = await launchRig(LAUNCH);
    const launch = rig.run();
    await launch.event('run-ready');
    const before = await rig.bottle(['ps']).ended();
    await mkdir(join(rig.stateDir, 'runs', '20261122-143015-k3f9'));
    const {code, stdout, stderr} = await rig.bottle(args).ended();
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    if (args[0] === 'ps') expect(stdout.split('\n')).toHaveLength(before.stdout.split('\n').length);
    if (args[0] !== 'down') launch.signal('SIGTERM');
    await launch.ended();
  },
);

test('treats a run that has already ended as stopped, because two calls can coincide', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run(['--name', 'shop']);
  await launch.event('run-ready');
  launch.signal('SIGTERM');
  await launch.ended();
  expect(await rig.bottle(['down', 'shop']).ended()).toEqual({
    code: 0,
    stdout: 'no run `shop` is up, and there is nothing to clean up\n',
    stderr: '',
  });
});

test('reports a missing launch file, even without dead runs', async () => {
  const rig = await launchRig(LAUNCH);
  expect((await rig.bottle(['down']).ended()).stdout).toBe(
    `no run of ${rig.dir}/bottle.yaml is up, and there is nothing to clean up\n`,
  );
  await rm(join(rig.dir, 'bottle.yaml'));
  const {code, stderr} = await rig.bottle(['down']).ended();
  expect(code).toBe(2);
  expect(stderr).toContain('no `bottle.yaml` in this folder or any parent');
});
