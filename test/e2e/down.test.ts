import {appendFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const LAUNCH = `tasks: {web: {serve: 'echo up; exec sleep 600', ready: {log: up}}}`;

async function killedRun(rig: LaunchRig): Promise<string> {
  const launch = rig.run();
  const {run} = await launch.event('run-started');
  await launch.event('run-ready');
  launch.signal('SIGKILL');
  await launch.ended();
  return run;
}

test('stops what a dead run of the file left, though the file is gone', async () => {
  const rig = await launchRig(LAUNCH);
  const run = await killedRun(rig);
  await rm(join(rig.dir, 'bottle.yaml'));
  const {code, stdout, stderr} = await rig.bottle(['down', 'bottle.yaml']).ended();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toContain(`cleaned up dead run ${run}: 1 task`);
  expect(await rig.leftBehind()).toEqual([]);
});

test('leaves a run alone that is alive, and names it', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  const {run} = await launch.event('run-started');
  await launch.event('run-ready');
  const down = await rig.bottle(['down']).ended();
  expect(down).toMatchObject({code: 0, stderr: ''});
  expect(down.stdout).toContain(`run ${run} is running (pid ${launch.pid})`);
  const forget = await rig.bottle(['down', '--forget', run]).ended();
  expect(forget).toMatchObject({code: 2, stdout: ''});
  expect(forget.stderr).toContain(`run \`${run}\` is still running`);
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
});

test('a run of a newer bottle is kept, and dropped by `--forget` alone', async () => {
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
  [['down', '--what'], 'unknown option'],
])('%j is refused', async (args, message) => {
  const rig = await launchRig(LAUNCH);
  const {code, stderr} = await rig.bottle(args).ended();
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('without a launch file says so; without dead runs too', async () => {
  const rig = await launchRig(LAUNCH);
  expect((await rig.bottle(['down']).ended()).stdout).toBe(
    `no dead run of ${rig.dir}/bottle.yaml left anything behind\n`,
  );
  await rm(join(rig.dir, 'bottle.yaml'));
  const {code, stderr} = await rig.bottle(['down']).ended();
  expect(code).toBe(2);
  expect(stderr).toContain('no `bottle.yaml` in this folder or any parent');
});
