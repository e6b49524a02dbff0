import {readdir, rm, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

test('a service failure is reported even if the state directory was deleted during the run', async () => {
  const rig = await launchRig(`tasks: {web: {serve: 'read -r line < gate; exit 7'}}`);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event('run-ready');
  await rm(rig.stateDir, {recursive: true});
  gate.open();
  const {code, stderr} = await launch.ended();
  expect(code).toBe(1);
  expect(stderr).toContain('task `web`');
  expect(stderr).toContain('code 7');
  expect(stderr).not.toContain('bug');
  expect((await rig.leftBehind()).filter(what => what.startsWith('process'))).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'a state directory that cannot be created is an error',
  async () => {
    const rig = await launchRig(`tasks: {web: {run: 'true'}}`);
    const {code, stderr} = await rig.run([], {env: {BOTTLE_STATE_DIR: '/proc/x/y'}}).ended();
    expect(code).toBe(2);
    expect(stderr).toContain('cannot write to the state directory `/proc/x/y` (ENOENT)');
  },
);

test.skipIf(process.platform !== 'linux')(
  '`doctor` reports a state directory that cannot be created',
  async () => {
    const rig = await launchRig(`tasks: {web: {run: 'true'}}`);
    const {code, stdout} = await rig.bottle(['doctor'], {env: {BOTTLE_STATE_DIR: '/proc/x/y'}}).ended();
    expect(code).toBe(1);
    expect(stdout).toContain('missing  state  `/proc/x/y` cannot be created or written to (ENOENT)');
  },
);

test('a state directory deleted during a run is restored, and a killed run can still be recovered', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {pool: 127.0.3.1-127.0.3.2}}
      gone: {needs: [address], serve: 'exec sleep 601', on_exit: ignore}
      web: {needs: [address], serve: 'exec sleep 600'}
  `);
  const launch = rig.run();
  const {outputs} = await launch.event('task-ready', 'gone');
  await launch.event('run-ready');
  process.kill(Number(outputs.pid), 'SIGKILL');
  await launch.event('service-ended');
  await rm(rig.stateDir, {recursive: true});
  const {warning} = await launch.event('run-warned');
  expect(warning).toContain(`the directory of this run was deleted (${rig.stateDir}/runs/`);
  expect(warning).toContain('and has been restored');
  await expect.poll(async () => await readdir(join(rig.stateDir, 'claims', 'held'))).toEqual(['127.0.3.1']);
  // Its control socket exists again too.
  const reveal = async () => await rig.bottle(['outputs', 'address.ip', '--reveal']).ended();
  await expect.poll(reveal).toEqual({code: 0, stdout: '127.0.3.1\n', stderr: ''});
  launch.signal('SIGKILL');
  await launch.ended();

  const next = await rig.bottle(['down']).ended();
  expect(next).toMatchObject({code: 0, stdout: expect.stringContaining('cleaned up dead run') as string});
  expect(await rig.leftBehind()).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'a run ends with an error if its deleted state directory cannot be restored',
  async () => {
    const rig = await launchRig(`tasks: {web: {serve: 'exec sleep 600'}}`);
    const launch = rig.run();
    await launch.event('run-ready');
    await rm(rig.stateDir, {recursive: true});
    // No folder can be created here.
    await symlink('/proc/x', rig.stateDir);
    expect(await launch.event('heartbeat-lost')).toMatchObject({recovered: false});
    const {code, stderr} = await launch.ended();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: lost the heartbeat of this run: E[A-Z]+: .*\n {2}.*\n {2}check the state directory /,
    );
    expect(stderr).toContain(`${rig.stateDir}/runs/`);
    expect((await rig.leftBehind()).filter(what => what.startsWith('process'))).toEqual([]);
  },
);
