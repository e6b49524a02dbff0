import {spawnSync} from 'node:child_process';
import {chmod, mkdir, readdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const FILE = `tasks: {web: {run: 'echo hello'}}`;

/** A user id unknown to the system. */
const STRANGER = 54_321;

const canBeStranger =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('setpriv', ['--reuid', String(STRANGER), process.execPath, '--version']).status === 0;

/** Runs `bottle` as a user unknown to the system, without `HOME` and its replacements. */
async function asStranger(rig: LaunchRig, args: readonly string[], unset: readonly string[] = []) {
  const home = dirname(rig.dir);
  for (const path of [home, join(home, 'tmp'), rig.dir]) await chmod(path, 0o777);
  const ids = ['--reuid', String(STRANGER), '--regid', String(STRANGER), '--clear-groups'];
  const without = ['HOME', 'XDG_STATE_HOME', ...unset].flatMap(name => ['-u', name]);
  const bottle = [process.execPath, rig.command, ...args];
  return await rig.start(['setpriv', ...ids, 'env', ...without, ...bottle]).ended();
}

test.runIf(canBeStranger)('a user without a home directory can run with `BOTTLE_STATE_DIR`', async () => {
  const rig = await launchRig(FILE);
  const {code, stdout, stderr} = await asStranger(rig, ['run']);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toContain('hello');
});

test.runIf(canBeStranger)('the error for a missing home directory needs no home directory', async () => {
  const rig = await launchRig(FILE);
  for (const command of ['run', 'down']) {
    const {code, stderr} = await asStranger(rig, [command], ['BOTTLE_STATE_DIR']);
    expect({code, stderr}).toEqual({
      code: 2,
      stderr: [
        'error: this user has no home directory: `$HOME` is not set and the user database has no entry',
        '  set `$HOME`, or set `$BOTTLE_STATE_DIR` to a writable folder; nothing was started',
        '',
      ].join('\n'),
    });
  }
});

test.runIf(canBeStranger)('`plan` and `doctor` work without a home directory', async () => {
  const rig = await launchRig(FILE);
  const plan = await asStranger(rig, ['plan'], ['BOTTLE_STATE_DIR']);
  expect({code: plan.code, stderr: plan.stderr}).toEqual({code: 0, stderr: ''});
  const doctor = await asStranger(rig, ['doctor'], ['BOTTLE_STATE_DIR']);
  expect(doctor).toMatchObject({code: 1, stderr: ''});
  expect(doctor.stdout).toContain('missing  state  this user has no home directory');
});

test('a missing folder for temporary files is reported once, before anything starts', async () => {
  const rig = await launchRig(FILE);
  const {code, stdout, stderr} = await rig.bottle(['run'], {env: {TMPDIR: '/nowhere'}}).ended();
  expect({code, stdout, stderr}).toEqual({
    code: 2,
    stdout: '',
    stderr: [
      'error: cannot write to the temporary folder `/nowhere` (`$TMPDIR`): ENOENT',
      '  set `$TMPDIR` to a writable folder; nothing was started',
      '',
    ].join('\n'),
  });
  expect(await readdir(join(rig.stateDir, 'runs')).catch(() => [])).toEqual([]);
});

test.runIf(canBeStranger)(
  'a read-only folder for temporary files is reported once, before anything starts',
  async () => {
    const rig = await launchRig(FILE);
    await chmod(join(dirname(rig.dir), 'tmp'), 0o777);
    const readOnly = join(dirname(rig.dir), 'read-only');
    await mkdir(readOnly, {mode: 0o555});
    const {code, stderr} = await asStranger(rig, ['run'], []);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    const ids = ['--reuid', String(STRANGER), '--regid', String(STRANGER), '--clear-groups'];
    const refused = await rig
      .start(['setpriv', ...ids, process.execPath, rig.command, 'run'], {env: {TMPDIR: readOnly}})
      .ended();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`\`${readOnly}\` (\`$TMPDIR\`): EACCES`);
  },
);

test('a launch without host processes needs no folder for temporary files', async () => {
  const rig = await launchRig(`tasks: {file: {wait: {}, ready: {file: bottle.yaml}}}`);
  expect(await rig.bottle(['run'], {env: {TMPDIR: '/nowhere'}}).ended()).toMatchObject({code: 0});
});

test('an empty `PATH` is reported once, before anything starts', async () => {
  const rig = await launchRig(FILE);
  const {code, stdout, stderr} = await rig.bottle(['run'], {env: {PATH: ''}}).ended();
  expect({code, stdout, stderr}).toEqual({
    code: 2,
    stdout: '',
    stderr: [
      'error: `$PATH` is empty, so commands cannot be found',
      '  set it, or unset it to use the system default; nothing was started',
      '',
    ].join('\n'),
  });
});

test.each([
  ['if the launch file sets it', `{env: {PATH: '/usr/bin:/bin'}, tasks: {web: {run: 'ls'}}}`],
  ['if the task sets it', `tasks: {web: {run: 'ls', env: {PATH: '/usr/bin:/bin'}}}`],
  ['if the command does not search it', `tasks: {web: {run: [/bin/echo, hello]}}`],
])('an empty `PATH` is accepted %s', async (_, file) => {
  const rig = await launchRig(file);
  const {code, stderr} = await rig.bottle(['run'], {env: {PATH: ''}}).ended();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
});

test.runIf(process.platform === 'linux')('a deleted working directory is reported as the cause', async () => {
  const rig = await launchRig(FILE);
  const script = 'mkdir gone; cd gone; rmdir ../gone; "$@"';
  const {code, stderr} = await rig
    .start(['sh', '-c', script, 'sh', process.execPath, rig.command, 'run'])
    .ended();
  expect({code, stderr}).toEqual({
    code: 2,
    stderr: 'error: the working directory was deleted; change to another one, then try again\n',
  });
});
